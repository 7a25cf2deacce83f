create table stores.stores (
  id text primary key,
  code text not null unique,
  name text not null,
  address text not null,
  lat double precision not null,
  lng double precision not null,
  area jsonb not null,
  time_zone text not null,
  hours jsonb not null,
  paused boolean not null default false,
  updated_at timestamptz not null default now()
);

-- The truth about stock. The check is the last guard: whatever a program believes, nothing is promised twice.
create table stores.stock (
  store_id text not null references stores.stores (id),
  product_id text not null,
  on_hand int not null default 0,
  reserved int not null default 0,
  bin text,
  primary key (store_id, product_id),
  constraint stock_never_oversold check (reserved >= 0 and reserved <= on_hand)
) with (fillfactor = 80);

-- Every change of what is on hand, with its reason: never edited.
create table stores.moves (
  id bigint generated always as identity primary key,
  store_id text not null,
  product_id text not null,
  kind text not null check (kind in ('receive', 'count', 'waste', 'sale', 'missing', 'return')),
  delta int not null,
  reason text,
  actor text not null,
  order_id text,
  at timestamptz not null default now()
);
create index moves_product on stores.moves (store_id, product_id, id);

create table stores.batches (
  id text primary key,
  at timestamptz not null default now()
);

-- `held` until the order is confirmed or known not to exist; `confirmed` until it is picked; then `used` or `released`.
create table stores.reservations (
  order_id text primary key,
  store_id text not null,
  lines jsonb not null,
  state text not null check (state in ('held', 'confirmed', 'used', 'released')),
  expires_at timestamptz not null,
  at timestamptz not null default now()
) with (fillfactor = 80);
create index reservations_due on stores.reservations (expires_at) where state = 'held';

create table stores.picks (
  id text primary key,
  order_id text not null unique,
  store_id text not null,
  number text not null,
  state text not null check (state in ('queued', 'picking', 'completed', 'cancelled')),
  picker_id text,
  substitutions text not null,
  lines jsonb not null,
  bags int,
  promised_at timestamptz not null,
  queued_at timestamptz not null default now(),
  started_at timestamptz,
  completed_at timestamptz,
  touched_at timestamptz not null default now()
) with (fillfactor = 80);
create index picks_queue on stores.picks (store_id, promised_at) where state in ('queued', 'picking');
create index picks_done on stores.picks (store_id, completed_at) where state in ('completed', 'cancelled');
