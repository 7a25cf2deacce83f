-- What customer, rider and the shop's people write to each other about an order.
create table orders.messages (
  id text primary key,
  order_id text not null,
  thread text not null check (thread in ('rider', 'support')),
  -- Of the thread with the rider: with which one. Another rider does not read what was said to the first.
  rider_id text,
  side text not null check (side in ('customer', 'rider', 'staff')),
  user_id text not null,
  name text,
  text text not null check (length(text) between 1 and 500),
  quick text,
  client_id text,
  at timestamptz not null,
  constraint messages_rider check ((thread = 'rider') = (rider_id is not null))
);
create index messages_of_order on orders.messages (order_id, id);
create unique index messages_once on orders.messages (order_id, user_id, client_id) where client_id is not null;
create index messages_at on orders.messages using brin (at);

-- How far each side has read.
create table orders.messages_read (
  order_id text not null,
  thread text not null,
  side text not null,
  up_to text not null,
  at timestamptz not null,
  primary key (order_id, thread, side)
);
