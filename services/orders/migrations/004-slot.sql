-- The window of an order for later: `{slotId, start, end}`. Null when it was to come at once.
alter table orders.orders add column if not exists slot jsonb;
