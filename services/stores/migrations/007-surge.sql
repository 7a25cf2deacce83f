-- How a store answers to more orders than its people can carry; a store without a row does nothing.
create table stores.surge (
  store_id text primary key references stores.stores (id),
  settings jsonb not null,
  updated_at timestamptz not null default now()
);
