-- Orders that are still being picked. In nobody's hands they are `packing`, a state that programs of before do not look
-- at; in a rider's hands they are what others are, and `packed` tells them apart. What older programs write is packed.
alter table deliveries.deliveries
  add column packed boolean not null default true,
  -- A rider has agreed to fetch it and nobody was told yet, since it was not packed.
  add column assigned_due boolean not null default false,
  -- When it was heard of, where that was before it was packed.
  add column known_at timestamptz;

-- Checked for new rows only: 010 looks at the old ones without holding anybody up.
alter table deliveries.deliveries
  drop constraint deliveries_state_check, drop constraint deliveries_check,
  add constraint deliveries_state check (state in ('packing', 'waiting', 'offered', 'accepted', 'at_store', 'picked_up',
    'arriving', 'delivered', 'failed', 'returned', 'cancelled')) not valid,
  add constraint deliveries_rider check ((state in ('packing', 'waiting', 'cancelled')) = (rider_id is null)) not valid,
  add constraint deliveries_packing check (state <> 'packing' or not packed) not valid,
  -- A program of before that would accept or pick up what is not packed is refused, and the phone asks again.
  add constraint deliveries_unpacked check (packed or state in ('packing', 'offered', 'cancelled')
    or (assigned_due and state in ('accepted', 'at_store'))) not valid,
  add constraint deliveries_assigned_due check (not assigned_due or state in ('accepted', 'at_store')) not valid;

-- Of two that hear of one order at once, as packed and as being picked, the packed one counts, whoever writes first. A
-- program of before inserts what is packed and leaves a row that is there as it is: here it is brought up to date.
create function deliveries.take_packed() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('deliveries ' || new.order_id, 0));
  if not new.packed then return new; end if;
  update deliveries.deliveries d set packed = true, state = case d.state when 'packing' then 'waiting' else d.state end,
    drop_off = new.drop_off, drop_lat = new.drop_lat, drop_lng = new.drop_lng, door_code = new.door_code,
    instructions = new.instructions, bags = new.bags, cash_due_paise = new.cash_due_paise, tip_paise = new.tip_paise,
    promised_at = new.promised_at, ready_at = new.ready_at, leave_at_door = new.leave_at_door,
    handover = new.handover, zone_bags = new.zone_bags, placed_at = new.placed_at, not_before = new.not_before
  where d.order_id = new.order_id and not d.packed and d.state <> 'cancelled';
  if found then return null; end if;
  return new;
end $$;
create trigger take_packed before insert on deliveries.deliveries for each row execute function deliveries.take_packed();

-- A program of before lets what nobody has wait as if it were packed.
create function deliveries.keep_packing() returns trigger language plpgsql as $$
begin
  if new.state in ('packing', 'waiting', 'cancelled') then new.assigned_due := false; end if;
  if new.state = 'waiting' and not new.packed then new.state := 'packing'; end if;
  return new;
end $$;
create trigger keep_packing before update on deliveries.deliveries for each row
  when (new.assigned_due or not new.packed) execute function deliveries.keep_packing();
