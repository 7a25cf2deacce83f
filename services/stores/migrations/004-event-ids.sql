-- As in 003, with events whose ids sort by their time like all others: inboxes are partitioned by them.
create or replace function stores.reserve(p_order text, p_store text, p_products text[], p_quantities int[], p_lines jsonb,
  p_expires timestamptz, p_trace text)
returns jsonb language plpgsql as $$
declare
  v_known stores.reservations;
  v_short jsonb;
  v_messages jsonb;
begin
  insert into stores.reservations (order_id, store_id, lines, state, expires_at)
  values (p_order, p_store, p_lines, 'held', p_expires) on conflict do nothing;
  if not found then
    select * into v_known from stores.reservations where order_id = p_order for update;
    if not found or v_known.state = 'released' then
      return jsonb_build_object('kind', 'short', 'shortages', '[]'::jsonb);
    end if;
    if v_known.state = 'held' then
      if v_known.store_id <> p_store or v_known.lines <> p_lines then
        return jsonb_build_object('kind', 'other');
      end if;
      if p_expires - v_known.expires_at > interval '1 minute' then
        v_known.expires_at := p_expires;
        update stores.reservations set expires_at = p_expires where order_id = p_order;
      end if;
    end if;
    return jsonb_build_object('kind', 'reserved', 'expiresAt', v_known.expires_at);
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
    'id', tokri.new_id('evt'), 'name', 'stock.changed', 'version', 1,
    'key', p_store || product_id, 'at', to_jsonb(now()), 'trace', p_trace,
    'data', jsonb_build_object('storeId', p_store, 'productId', product_id, 'available', available)) order by product_id)
  into v_messages
  from changed where least(available + taken, 11) <> least(available, 11);

  if v_messages is not null then
    perform stores.publish(v_messages);
  end if;
  return jsonb_build_object('kind', 'reserved', 'expiresAt', p_expires);
end $$;

-- What grew without end.
create index batches_at on stores.batches using brin (at);
create index reservations_at on stores.reservations using brin (at);
