create table deliveries.riders (
  user_id text primary key,
  name text not null,
  phone text,
  vehicle text not null check (vehicle in ('bicycle', 'scooter', 'motorbike')),
  store_id text not null,
  on_shift boolean not null default false,
  shift_changed_at timestamptz,
  created_at timestamptz not null default now()
);
create index riders_on_shift on deliveries.riders (user_id) where on_shift;

-- The latest position only, apart from the rider: it is rewritten every few seconds, in place.
create table deliveries.positions (
  rider_id text primary key references deliveries.riders (user_id) on delete cascade,
  lat double precision not null check (lat between -90 and 90),
  lng double precision not null check (lng between -180 and 180),
  heading real,
  at timestamptz not null,
  received_at timestamptz not null
) with (fillfactor = 50);

-- Where a rider rode with an order in the bag; kept for disputes, dropped by a job.
create table deliveries.tracks (
  rider_id text not null,
  at timestamptz not null,
  lat double precision not null,
  lng double precision not null,
  primary key (rider_id, at)
);
create index tracks_at on deliveries.tracks using brin (at);

create table deliveries.deliveries (
  id text primary key,
  order_id text not null unique,
  number text not null,
  user_id text not null,
  store_id text not null,
  store_lat double precision not null,
  store_lng double precision not null,
  drop_off jsonb not null,
  drop_lat double precision not null,
  drop_lng double precision not null,
  door_code text not null,
  instructions text,
  bags int not null check (bags >= 0),
  cash_due_paise bigint not null check (cash_due_paise >= 0),
  tip_paise bigint not null check (tip_paise >= 0),
  promised_at timestamptz not null,
  ready_at timestamptz not null,
  state text not null default 'waiting' check (state in ('waiting', 'offered', 'accepted', 'at_store', 'picked_up',
    'arriving', 'delivered', 'failed', 'returned', 'cancelled')),
  rider_id text references deliveries.riders (user_id),
  -- The place in the rider's bag. With the index below it keeps what `dispatch` promises: never more than capacity.
  slot smallint check (slot between 1 and 4),
  distance_m int,
  pay_paise bigint check (pay_paise >= 0),
  accepted_at timestamptz,
  picked_up_at timestamptz,
  ended_at timestamptz,
  fail_reason text,
  cash_collected_paise bigint check (cash_collected_paise >= 0),
  wrong_codes int not null default 0,
  code_locked_until timestamptz,
  check ((state in ('waiting', 'cancelled')) = (rider_id is null)),
  check ((slot is not null) = (state in ('offered', 'accepted', 'at_store', 'picked_up', 'arriving', 'failed'))),
  check (state <> 'delivered' or cash_collected_paise = cash_due_paise)
);
create unique index deliveries_slot on deliveries.deliveries (rider_id, slot) where slot is not null;
create index deliveries_waiting on deliveries.deliveries (promised_at) where state = 'waiting';
create index deliveries_ended on deliveries.deliveries (rider_id, ended_at desc, id desc) where ended_at is not null;
create index deliveries_open on deliveries.deliveries (promised_at, id)
  where state not in ('delivered', 'returned', 'cancelled');

create table deliveries.offers (
  id text primary key,
  delivery_id text not null references deliveries.deliveries (id),
  rider_id text not null references deliveries.riders (user_id),
  state text not null default 'open' check (state in ('open', 'accepted', 'declined', 'expired', 'withdrawn', 'released')),
  reason text not null,
  eta_at timestamptz not null,
  offered_at timestamptz not null,
  expires_at timestamptz not null,
  answered_at timestamptz
);
create unique index offers_one_open on deliveries.offers (delivery_id) where state in ('open', 'accepted');
create index offers_due on deliveries.offers (expires_at) where state = 'open';
create index offers_of_delivery on deliveries.offers (delivery_id, rider_id, offered_at desc);

-- The live picture, apart from the delivery: it changes with every position.
create table deliveries.tracking (
  delivery_id text primary key references deliveries.deliveries (id),
  sequence bigint not null default 0,
  eta_at timestamptz,
  route jsonb,
  along_m double precision not null default 0,
  routed_at timestamptz
) with (fillfactor = 50);

-- Every change with who did it and why; staff's changes are told to the audit log as well.
create table deliveries.history (
  seq bigint generated always as identity primary key,
  delivery_id text not null references deliveries.deliveries (id),
  state text not null,
  rider_id text,
  at timestamptz not null,
  actor text not null,
  reason text
);
create index history_of_delivery on deliveries.history (delivery_id, seq);

-- One row: what the installation's city is called, and whether it is the demo.
create table deliveries.city (
  one boolean primary key default true check (one),
  name text not null,
  demo boolean not null,
  speed double precision not null check (speed > 0),
  logins jsonb not null
);
