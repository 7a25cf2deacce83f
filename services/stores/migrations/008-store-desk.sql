-- When a product is low, and how many days a pack must still be good for when it is sold.
alter table stores.stock
  add column low_at int check (low_at >= 0),
  add column min_shelf_days int check (min_shelf_days between 0 and 3650);

-- The ledger tells what was there after each move, and where delivered goods came from.
alter table stores.moves add column on_hand int, add column details jsonb;
alter table stores.moves drop constraint moves_kind_check;
alter table stores.moves add constraint moves_kind_check
  check (kind in ('receive', 'count', 'waste', 'sale', 'missing', 'return', 'expired'));

-- Deliveries of which something may still be on the shelf. What leaves is taken from the one that goes off first; what
-- came before anybody wrote dates down leaves before all of them, so that no date is forgotten too early.
create table stores.lots (
  id bigint generated always as identity primary key,
  store_id text not null,
  product_id text not null,
  batch text,
  expires_on date,
  received int not null check (received > 0),
  remaining int not null check (remaining >= 0 and remaining <= received),
  at timestamptz not null default now(),
  foreign key (store_id, product_id) references stores.stock (store_id, product_id)
);
create index lots_on_shelf on stores.lots (store_id, product_id, expires_on) where remaining > 0;
create index lots_by_date on stores.lots (expires_on) where remaining > 0 and expires_on is not null;

alter table stores.stores
  add column paused_reason text,
  add column paused_until timestamptz,
  add column exceptions jsonb not null default '[]',
  add column queue_capacity int check (queue_capacity > 0);
create index stores_to_resume on stores.stores (paused_until) where paused and paused_until is not null;

-- Who is at work where, and was.
create table stores.duties (
  user_id text not null,
  store_id text not null references stores.stores (id),
  since timestamptz not null default now(),
  until timestamptz,
  primary key (user_id, since)
);
create unique index duties_now on stores.duties (user_id) where until is null;
create index duties_of_store on stores.duties (store_id) where until is null;
