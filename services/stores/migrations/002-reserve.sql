-- Events about stock that a shopper would notice: sold out, back again, or the last ten counting down.
create function stores.stock_messages(p_store text, p_before jsonb, p_trace text) returns jsonb language sql as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'id', 'evt_' || replace(gen_random_uuid()::text, '-', ''), 'name', 'stock.changed', 'version', 1,
    'key', p_store || s.product_id, 'at', to_jsonb(now()), 'trace', p_trace,
    'data', jsonb_build_object('storeId', p_store, 'productId', s.product_id, 'available', s.on_hand - s.reserved)
  ) order by s.product_id), '[]'::jsonb)
  from jsonb_each_text(p_before) b join stores.stock s on s.store_id = p_store and s.product_id = b.key
  where least(b.value::int, 11) <> least(s.on_hand - s.reserved, 11)
$$;

-- Keeps stock for an order, all lines or none, in one round trip and one commit. Rows are locked in product order, so
-- baskets that share products wait for each other instead of deadlocking; the same product twice is added up first.
-- The rule is `findShortages` in domain/stock.ts, and a property test compares the two.
create function stores.reserve(p_order text, p_store text, p_lines jsonb, p_expires timestamptz, p_trace text)
returns jsonb language plpgsql as $$
declare
  v_known timestamptz;
  v_short jsonb;
  v_before jsonb;
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

  perform 1 from stores.stock
  where store_id = p_store and product_id in (select l->>'productId' from jsonb_array_elements(p_lines) l)
  order by product_id for update;

  with wanted as (
    select l->>'productId' as product_id, sum((l->>'quantity')::int) as quantity
    from jsonb_array_elements(p_lines) l group by 1
  )
  select jsonb_agg(jsonb_build_object('productId', w.product_id, 'wanted', w.quantity,
           'available', coalesce(s.on_hand - s.reserved, 0)) order by w.product_id)
           filter (where coalesce(s.on_hand - s.reserved, 0) < w.quantity),
         jsonb_object_agg(w.product_id, s.on_hand - s.reserved)
  into v_short, v_before
  from wanted w left join stores.stock s on s.store_id = p_store and s.product_id = w.product_id;

  if v_short is not null then
    delete from stores.reservations where order_id = p_order;
    return jsonb_build_object('kind', 'short', 'shortages', v_short);
  end if;

  update stores.stock s set reserved = s.reserved + w.quantity
  from (select l->>'productId' as product_id, sum((l->>'quantity')::int) as quantity
        from jsonb_array_elements(p_lines) l group by 1) w
  where s.store_id = p_store and s.product_id = w.product_id;

  v_messages := stores.stock_messages(p_store, v_before, p_trace);
  if v_messages <> '[]'::jsonb then
    perform stores.publish(v_messages);
  end if;
  return jsonb_build_object('kind', 'reserved', 'expiresAt', p_expires);
end $$;
