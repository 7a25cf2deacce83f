-- When operators were told that the rider who carries a delivery is silent. Only adds: a program of before goes on without it.
alter table deliveries.tracking add column silent_told_at timestamptz;
create index tracking_silent on deliveries.tracking (delivery_id) where silent_told_at is not null;

-- Orders of which it was told that they will be late before there was a delivery: that is not told again of the delivery.
create table deliveries.late_in_store (
  order_id text primary key,
  told_at timestamptz not null
);
create index late_in_store_told on deliveries.late_in_store (told_at);
