create table orders.orders (
  id text primary key,
  number text not null unique,
  user_id text not null,
  idempotency_key text not null,
  request_hash text not null,
  store_id text not null,
  store jsonb not null,
  status text not null check (status in ('pending_payment', 'confirmed', 'picking', 'packed', 'assigned', 'picked_up',
    'arriving', 'delivered', 'cancelled', 'failed', 'returned')),
  history jsonb not null,
  lines jsonb not null,
  coupon text,
  totals jsonb not null,
  total_paise bigint not null check (total_paise >= 0),
  refunded_paise bigint not null default 0,
  method text not null,
  drop_off jsonb not null,
  instructions text,
  substitutions text not null,
  door_code text not null,
  promised_at timestamptz not null,
  placed_at timestamptz not null,
  delivered_at timestamptz,
  rider jsonb,
  rating jsonb,
  -- When the order may not stay as it is any longer; null when it has ended.
  deadline_at timestamptz,
  constraint orders_one_per_key unique (user_id, idempotency_key),
  constraint orders_refund_within_total check (refunded_paise between 0 and total_paise)
) with (fillfactor = 75);
create index orders_of_user on orders.orders (user_id, id desc);
create index orders_of_store on orders.orders (store_id, id desc);
create index orders_due on orders.orders (deadline_at) where deadline_at is not null;
create index orders_live on orders.orders (id) where status not in ('delivered', 'cancelled', 'failed', 'returned');

-- Who is placing an order under which key at this moment. Unlogged: it guards requests that are under way, and those
-- end with the server; that an order exists is told by its own row.
create unlogged table orders.claims (
  user_id text not null,
  key text not null,
  order_id text not null,
  request_hash text not null,
  -- The request that places it.
  holder text not null,
  claimed_at timestamptz not null,
  primary key (user_id, key)
);

create table orders.issues (
  id text primary key,
  order_id text not null references orders.orders (id),
  user_id text not null,
  kind text not null,
  product_ids jsonb not null,
  comment text,
  state text not null default 'open' check (state in ('open', 'closed')),
  at timestamptz not null
);
create index issues_of_order on orders.issues (order_id);
create index issues_open on orders.issues (at) where state = 'open';
