-- Breaks that riders plan within a shift. They go with it: whoever ends it has none left. `starts_at` of one that has
-- begun is when it did, which is later than planned for who had drops in hand.
create table deliveries.breaks (
  id text primary key,
  rider_id text not null references deliveries.riders (user_id) on delete cascade,
  starts_at timestamptz not null,
  minutes smallint not null check (minutes > 0),
  state text not null default 'planned' check (state in ('planned', 'running', 'over'))
);
create index breaks_of_rider on deliveries.breaks (rider_id, starts_at);
create index breaks_due on deliveries.breaks (starts_at) where state <> 'over';
create unique index breaks_one_running on deliveries.breaks (rider_id) where state = 'running';
