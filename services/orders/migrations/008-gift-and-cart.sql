alter table orders.orders
  add column gift_note text,
  -- The version of the cart that was ordered. Null for orders of before, and of older programs.
  add column cart_revision bigint;

-- One order for each version of a cart, in the commit that places it: two keys cannot order the same thing at once.
alter table orders.keys add column cart_revision bigint;
create unique index keys_one_per_cart on orders.keys (user_id, cart_revision) where cart_revision is not null;
create or replace function orders.take_key() returns trigger language plpgsql as $$
begin
  insert into orders.keys (user_id, idempotency_key, order_id, cart_revision)
  values (new.user_id, new.idempotency_key, new.id, new.cart_revision);
  return new;
end $$;
