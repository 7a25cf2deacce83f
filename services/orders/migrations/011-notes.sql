-- What the shop's people tell each other about an order. Its customer and its rider never see it.
create table orders.notes (
  id text primary key,
  order_id text not null,
  user_id text not null,
  text text not null check (length(text) between 1 and 500),
  at timestamptz not null
);
create index notes_of_order on orders.notes (order_id, id);
