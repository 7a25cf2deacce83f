-- Keeps stock for an order, all lines or none, in one round trip and one commit. Products come once each, in order;
-- rows are locked in that order, so baskets that share products wait for each other instead of deadlocking. The rule is
-- `findShortages` in domain/stock.ts, and a property test compares the two.
--
-- Arrays and not JSON: a planner that sees `= any (array)` goes by the index; of unnested JSON it expects a hundred
-- rows and reads the whole store.
create function stores.reserve(p_order text, p_store text, p_products text[], p_quantities int[], p_lines jsonb,
  p_expires timestamptz, p_trace text)
returns jsonb language plpgsql as $$
declare
  v_known timestamptz;
  v_short jsonb;
  v_messages jsonb;
begin
  insert into stores.reservations (order_id, store_id, lines, state, expires_at)
  values (p_order, p_store, p_lines, 'held', p_expires) on conflict do nothing;
  if not found then
    select expires_at into v_known from stores.reservations where order_id = p_order and state <> 'released';
    if not found then
      return jsonb_build_object('kind', 'short', 'shortages', '[]'::jsonb);
    end if;
    return jsonb_build_object('kind', 'reserved', 'expiresAt', v_known);
  end if;

  with locked as materialized (
    select product_id, on_hand - reserved as available from stores.stock
    where store_id = p_store and product_id = any (p_products) order by product_id for update)
  select jsonb_agg(jsonb_build_object('productId', w.product_id, 'wanted', w.quantity, 'available', coalesce(l.available, 0))
    order by w.product_id)
  into v_short
  from unnest(p_products, p_quantities) as w(product_id, quantity) left join locked l on l.product_id = w.product_id
  where coalesce(l.available, 0) < w.quantity;

  if v_short is not null then
    delete from stores.reservations where order_id = p_order;
    return jsonb_build_object('kind', 'short', 'shortages', v_short);
  end if;

  -- Shoppers see the exact count of the last ten only (`visible` in domain/stock.ts): that is what is worth an event.
  with changed as (
    update stores.stock set reserved = reserved + p_quantities[array_position(p_products, product_id)]
    where store_id = p_store and product_id = any (p_products)
    returning product_id, on_hand - reserved as available, p_quantities[array_position(p_products, product_id)] as taken)
  select jsonb_agg(jsonb_build_object(
    'id', 'evt_' || replace(gen_random_uuid()::text, '-', ''), 'name', 'stock.changed', 'version', 1,
    'key', p_store || product_id, 'at', to_jsonb(now()), 'trace', p_trace,
    'data', jsonb_build_object('storeId', p_store, 'productId', product_id, 'available', available)) order by product_id)
  into v_messages
  from changed where least(available + taken, 11) <> least(available, 11);

  if v_messages is not null then
    perform stores.publish(v_messages);
  end if;
  return jsonb_build_object('kind', 'reserved', 'expiresAt', p_expires);
end $$;
