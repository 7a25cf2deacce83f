-- What each store has learnt of its own deliveries: one row a store, changed once by each delivery.
create table stores.promise_models (
  store_id text primary key references stores.stores (id) on delete cascade,
  state jsonb not null,
  deliveries bigint not null default 0,
  updated_at timestamptz not null default now()
) with (fillfactor = 50);

-- What orders on their way were promised on, to be learnt from once they are at their doors.
create table stores.promises (
  order_id text primary key,
  store_id text not null,
  promised_at timestamptz not null,
  placed_at timestamptz not null,
  basis jsonb not null,
  actual_s int check (actual_s >= 0)
);
create index promises_placed on stores.promises (placed_at);
