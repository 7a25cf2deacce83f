-- Deeds of riders by the key that their phone chose: a phone without signal sends again what it has sent before.
create table deliveries.deeds (
  rider_id text not null,
  key text not null check (length(key) <= 100),
  deed text not null,
  at timestamptz not null,
  primary key (rider_id, key)
);
create index deeds_at on deliveries.deeds using brin (at);

alter table deliveries.riders add column on_break boolean not null default false,
  add constraint riders_break check (not (on_break and on_shift));
alter table deliveries.deliveries add column leave_at_door boolean not null default false,
  add column left_at_door boolean not null default false, add column fail_code text,
  -- What stands on the bags, and how many of them are of which temperature.
  add column handover text, add column zone_bags jsonb;
alter table deliveries.offers add column decline_reason text;

-- How the rider tried to reach the customer at the door: shown where somebody says that nobody came.
create table deliveries.contacts (
  delivery_id text not null references deliveries.deliveries (id) on delete cascade,
  way text not null check (way in ('call', 'message', 'bell')),
  at timestamptz not null,
  primary key (delivery_id, at, way)
);

-- Photos of bags at doors; their owner is the delivery.
create table deliveries.photos (
  id text primary key,
  owner text not null,
  type text not null check (type in ('image/jpeg', 'image/png', 'image/webp')),
  bytes bytea not null check (octet_length(bytes) <= 3145728),
  width_px int not null,
  height_px int not null,
  created_at timestamptz not null,
  kept_until timestamptz
);
alter table deliveries.photos alter column bytes set storage external;
create index photos_of_owner on deliveries.photos (owner);
create index photos_due on deliveries.photos (kept_until) where kept_until is not null;

-- Cash on its way from riders to stores. What a rider holds is what was collected less what a store has confirmed.
create table deliveries.deposits (
  id text primary key,
  rider_id text not null references deliveries.riders (user_id) on delete cascade,
  store_id text not null,
  amount_paise bigint not null check (amount_paise > 0),
  state text not null default 'declared' check (state in ('declared', 'confirmed', 'refused')),
  declared_at timestamptz not null,
  decided_at timestamptz,
  decided_by text,
  note text,
  check ((state = 'declared') = (decided_at is null))
);
create index deposits_of_rider on deliveries.deposits (rider_id, declared_at desc, id desc);
create index deposits_of_store on deliveries.deposits (store_id, declared_at desc, id desc);

create table deliveries.ratings (
  order_id text primary key,
  rider_id text not null,
  stars smallint not null check (stars between 1 and 5),
  comment text,
  at timestamptz not null
);
create index ratings_of_rider on deliveries.ratings (rider_id, at desc);

-- What was collected by whom, and what waited where at which hour, without reading all there ever was.
create index deliveries_cash on deliveries.deliveries (rider_id, ended_at desc) include (cash_collected_paise)
  where cash_collected_paise > 0;
create index deliveries_ready on deliveries.deliveries using brin (ready_at);
