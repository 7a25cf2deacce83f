-- As in 005, and it asks for the window itself under a lock: one that is moved or removed meanwhile has no places left to
-- give, also on days that were once booked and are free again.
create or replace function stores.take_slot(p_order text, p_slot text, p_template text, p_starts timestamptz,
  p_ends timestamptz)
returns boolean language plpgsql as $$
declare
  v_window stores.slot_templates;
begin
  -- The lock keeps day, time and capacity as they are until the place is taken.
  select * into v_window from stores.slot_templates where id = p_template and removed_at is null for share;
  if not found then
    return exists (select from stores.slot_places where order_id = p_order);
  end if;
  insert into stores.slots (id, template_id, store_id, starts_at, ends_at, capacity)
  values (p_slot, v_window.id, v_window.store_id, p_starts, p_ends, v_window.capacity)
  on conflict do nothing;
  perform from stores.slots where id = p_slot for update;
  insert into stores.slot_places (order_id, slot_id) values (p_order, p_slot) on conflict do nothing;
  if not found then
    return true;
  end if;
  update stores.slots set taken = taken + 1 where id = p_slot and taken < capacity;
  if not found then
    delete from stores.slot_places where order_id = p_order;
    return false;
  end if;
  return true;
end $$;
