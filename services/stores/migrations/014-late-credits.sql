-- What a broken promise of this store gives by itself; a store without a row does as the installation does.
create table stores.late_credits (
  store_id text primary key references stores.stores (id) on delete cascade,
  policy jsonb not null,
  updated_at timestamptz not null default now()
);
