-- Orders in partitions of a month each, by their ids, which sort by time. What has to be unique in all of them is kept
-- beside them: one order per customer and key. The trigger guards it for every program that inserts, old ones as well.
-- (The number that people read out is forty random bits: it tells orders of a day apart, not all there ever were.)
create table orders.keys (
  user_id text not null,
  idempotency_key text not null,
  order_id text not null,
  at timestamptz not null default now()
);
insert into orders.keys (user_id, idempotency_key, order_id, at)
  select user_id, idempotency_key, id, placed_at from orders.orders;

alter table orders.issues drop constraint issues_order_id_fkey;
alter table orders.orders drop constraint orders_one_per_key;
alter table orders.orders drop constraint orders_number_key;
create index orders_number on orders.orders (number);
select tokri.make_partitioned('orders', 'orders', 'id', tokri.id_floor('ord', tokri.end_of('month', now())));

alter table orders.keys add constraint orders_one_per_key primary key (user_id, idempotency_key);
create index keys_at on orders.keys using brin (at);
create function orders.take_key() returns trigger language plpgsql as $$
begin
  insert into orders.keys (user_id, idempotency_key, order_id) values (new.user_id, new.idempotency_key, new.id);
  return new;
end $$;
create trigger orders_take_key before insert on orders.orders for each row execute function orders.take_key();
