-- The customer is content with finding the bags at the door.
alter table orders.orders add column leave_at_door boolean not null default false;
