-- When an order is expected to be packed, as was told last: also of an order that is not known here yet, since news of it
-- can overtake it. Only adds: a program of before goes on without it.
create table deliveries.expectations (
  order_id text primary key,
  ready_at timestamptz not null,
  -- When that was told: what was told before does not win over it.
  told_at timestamptz not null
);
create index expectations_told on deliveries.expectations (told_at);
