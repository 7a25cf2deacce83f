-- What the planner needs to know of an order and of a rider; null where nobody has told it.
alter table deliveries.deliveries add column placed_at timestamptz, add column not_before timestamptz,
  -- Staff decided that nobody else is asked.
  add column locked_to text references deliveries.riders (user_id),
  add column locked_by text, add column locked_reason text, add column locked_at timestamptz,
  -- Checked for new rows only: 007 looks at the old ones without holding anybody up.
  add constraint deliveries_lock check ((locked_to is null) = (locked_at is null)) not valid;
alter table deliveries.riders add column bag_l int check (bag_l > 0), add column cold_bag boolean not null default true,
  add column shift_until timestamptz,
  -- Where a rider with nothing to do is likely to be needed: a suggestion, never an order.
  add column suggested_store_id text, add column suggested_at timestamptz,
  add constraint riders_suggestion check ((suggested_store_id is null) = (suggested_at is null));

-- Why this rider: what the choice costs and who was next best. Forgotten after a while.
alter table deliveries.offers add column why jsonb check (pg_column_size(why) <= 4096);

-- Why nobody is asked: as the last round said, written only when that changes.
create table deliveries.waits (
  delivery_id text primary key references deliveries.deliveries (id) on delete cascade,
  reason text not null,
  planner text not null,
  at timestamptz not null
);
create index waits_at on deliveries.waits (at);

-- What a round saw and decided (compressed JSON), for replays; a partition a day, the oldest days are dropped whole.
create table deliveries.rounds (
  id text not null,
  at timestamptz not null,
  planner text not null,
  fallback text,
  took_ms real not null,
  waiting int not null,
  riders int not null,
  offered int not null,
  body bytea not null check (octet_length(body) <= 4194304),
  primary key (at, id)
);
alter table deliveries.rounds alter column body set storage external;
select tokri.make_partitioned('deliveries', 'rounds', 'at', tokri.end_of('day', now())::text);
