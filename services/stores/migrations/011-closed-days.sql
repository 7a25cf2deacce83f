-- Days on which a store delivers in none of its windows, whatever the week says. Orders that have a window then keep it.
create table stores.slot_closed_days (
  store_id text not null references stores.stores (id),
  date date not null,
  reason text,
  closed_by text not null,
  closed_at timestamptz not null,
  primary key (store_id, date)
);
