-- Addresses of partners that hear of events.
create table notifications.webhooks (
  id text primary key,
  name text not null check (length(name) between 1 and 100),
  url text not null check (length(url) <= 500),
  events text[] not null check (cardinality(events) > 0),
  -- AES-256-GCM under the key of the installation, bound to the id: it signs, so it has to be read again.
  sealed_secret bytea not null,
  created_at timestamptz not null,
  created_by text not null,
  disabled_at timestamptz,
  disabled_why text check (disabled_why in ('staff', 'failing', 'gone')),
  -- Since when no delivery has succeeded.
  failing_since timestamptz,
  check ((disabled_at is null) = (disabled_why is null))
);

create table notifications.webhook_deliveries (
  id text primary key,
  webhook_id text not null references notifications.webhooks on delete cascade,
  event_id text not null,
  event_name text not null,
  payload jsonb not null,
  created_at timestamptz not null,
  -- due: to be sent at next_at · sending: leased by a process · delivered · failed: given up
  state text not null check (state in ('due', 'sending', 'delivered', 'failed')),
  tries int not null default 0,
  next_at timestamptz not null,
  leased_until timestamptz,
  last_at timestamptz,
  last_status int,
  -- The first kilobyte of the last answer, or why there was none.
  last_said text,
  last_ms int,
  check ((state = 'sending') = (leased_until is not null)),
  unique (webhook_id, event_id)
);
create index webhook_deliveries_due on notifications.webhook_deliveries (next_at) where state = 'due';
create index webhook_deliveries_leased on notifications.webhook_deliveries (leased_until) where state = 'sending';
create index webhook_deliveries_of on notifications.webhook_deliveries (webhook_id, id desc);
create index webhook_deliveries_created on notifications.webhook_deliveries (created_at);
