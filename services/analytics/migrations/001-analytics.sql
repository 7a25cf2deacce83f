-- What the figures are made of: one row an order, filled by events in whatever order they come. Everything in here can be
-- made anew from the event log: it is a reading, not a truth.
create table analytics.orders (
  order_id text primary key,
  store_id text,
  user_id text,
  placed_at timestamptz,
  promised_at timestamptz,
  total_paise bigint not null default 0,
  pick_started_at timestamptz,
  picked_at timestamptz,
  ordered_units int,
  picked_units int,
  delivered_at timestamptz,
  cancelled_at timestamptz,
  failed_at timestamptz
) with (fillfactor = 80);
create index orders_placed on analytics.orders (placed_at);
create index orders_of_store on analytics.orders (store_id, placed_at);
create index orders_of_user on analytics.orders (user_id);

-- The first order of each customer.
create table analytics.customers (
  user_id text primary key,
  order_id text not null,
  first_at timestamptz not null
);
create index customers_order on analytics.customers (order_id);

-- When riders were on shift, and when they had an order.
create table analytics.shifts (
  rider_id text not null,
  on_at timestamptz not null,
  off_at timestamptz,
  primary key (rider_id, on_at)
);
create index shifts_on on analytics.shifts (on_at);
create table analytics.trips (
  order_id text primary key,
  rider_id text not null,
  began_at timestamptz not null,
  ended_at timestamptz
);
create index trips_began on analytics.trips (began_at);
