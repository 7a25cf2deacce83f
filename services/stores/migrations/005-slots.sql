-- Windows that come again each week. Their times never change (orders were placed for them): other times are another
-- row, and this one is removed.
create table stores.slot_templates (
  id text primary key,
  store_id text not null references stores.stores (id),
  weekday int not null check (weekday between 0 and 6),
  start_minute int not null check (start_minute between 0 and 1439),
  end_minute int not null check (end_minute > start_minute and end_minute <= start_minute + 1440),
  capacity int not null check (capacity >= 0),
  fee_paise bigint not null check (fee_paise >= 0),
  cutoff_minutes int not null check (cutoff_minutes >= 0),
  removed_at timestamptz
);
create unique index slot_templates_once on stores.slot_templates (store_id, weekday, start_minute, end_minute)
  where removed_at is null;

-- A window of one day, from its first order on. The check is the last guard: no window is sold twice.
create table stores.slots (
  id text primary key,
  template_id text not null references stores.slot_templates (id),
  store_id text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  capacity int not null,
  taken int not null default 0,
  constraint slots_never_oversold check (taken >= 0 and taken <= capacity)
) with (fillfactor = 80);
create index slots_of_template on stores.slots (template_id, starts_at);
create index slots_by_end on stores.slots (ends_at);

-- Which order has a place in which window: taken and given back once each.
create table stores.slot_places (
  order_id text primary key,
  slot_id text not null references stores.slots (id),
  at timestamptz not null default now()
);
create index slot_places_of_slot on stores.slot_places (slot_id);

-- Takes a place for an order, once. Called last in a reservation, after the stock, as giving back does it last: rows are
-- locked in one order everywhere.
create function stores.take_slot(p_order text, p_slot text, p_template text, p_starts timestamptz, p_ends timestamptz)
returns boolean language plpgsql as $$
begin
  -- The lock keeps the capacity as it is until the place is taken.
  insert into stores.slots (id, template_id, store_id, starts_at, ends_at, capacity)
  select p_slot, id, store_id, p_starts, p_ends, capacity from stores.slot_templates
  where id = p_template and removed_at is null for share
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

create function stores.free_slot(p_order text) returns boolean language plpgsql as $$
declare
  v_slot text;
begin
  delete from stores.slot_places where order_id = p_order returning slot_id into v_slot;
  if v_slot is null then
    return false;
  end if;
  update stores.slots set taken = taken - 1 where id = v_slot;
  return true;
end $$;

-- Picks of orders for later, until a while before their window.
create table stores.later_picks (
  order_id text primary key,
  store_id text not null,
  release_at timestamptz not null,
  data jsonb not null
);
create index later_picks_due on stores.later_picks (release_at);
