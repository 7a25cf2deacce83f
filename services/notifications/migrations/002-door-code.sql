-- What the customer says at the door: known when the order is packed, told when the rider is on the way.
alter table notifications.orders add column door_code text;
