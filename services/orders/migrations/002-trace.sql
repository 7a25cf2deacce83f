-- The trace in which the order was placed, as events carry it: every step of its life is told under it, whoever takes
-- the step. Null for orders from before.
alter table orders.orders add column if not exists trace text;
