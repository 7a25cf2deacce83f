-- Four characters that nobody mistakes for others: on the bags, and on the rider's screen.
create function stores.handover_code() returns text language sql volatile as $$
  select string_agg(substr('ACDEFHJKMNPRTUVWXY34679', 1 + floor(random() * 23)::int, 1), '') from generate_series(1, 4)
$$;

alter table stores.picks
  add column handover text,
  add column zone_bags jsonb,
  add column handed_over_at timestamptz,
  add column gift_note text;
alter table stores.picks alter column handover set default stores.handover_code();

-- What was packed before nobody asks for any more.
update stores.picks set handed_over_at = completed_at where state = 'completed';
create index picks_to_hand_over on stores.picks (store_id, completed_at) where state = 'completed' and handed_over_at is null;
