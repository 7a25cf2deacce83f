create schema if not exists bus;

-- The event log. `xid` is drawn before `seq` (defaults are evaluated in column order), so a row whose sequence number
-- is taken always has a transaction id that snapshots know of: readers rely on it to tell a late commit from a gap.
create table bus.events (
  xid xid8 not null default pg_current_xact_id(),
  seq bigint generated always as identity primary key,
  id text not null,
  name text not null,
  version int not null,
  key text not null,
  at timestamptz not null,
  trace text,
  data jsonb not null
);
create index events_key on bus.events (key, seq);
create index events_at on bus.events using brin (at);

-- How far each group has read: everything up to `position` is handled.
create table bus.groups (
  name text primary key,
  position bigint not null default 0,
  updated_at timestamptz not null default now()
);
