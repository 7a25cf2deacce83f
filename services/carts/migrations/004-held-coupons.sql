-- A use that an order which is being placed has taken out of the budget: until when it is kept without that order being heard of.
alter table carts.coupon_uses add column held_until timestamptz;
create index coupon_uses_held on carts.coupon_uses (held_until) where held_until is not null;
