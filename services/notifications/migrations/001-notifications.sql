-- One row per event and user: an item of the inbox, and the intent to send it where it is worth that.
create table notifications.messages (
  id text primary key,
  user_id text not null,
  event_id text not null,
  template text not null,
  data jsonb not null,
  link text,
  created_at timestamptz not null,
  read_at timestamptz,
  -- inbox: not to be sent at all · due · sending: leased by a process · sent
  -- unsent: no channel took it · expired: too late to be of use · unknown: perhaps sent, so not sent again
  state text not null check (state in ('inbox', 'due', 'sending', 'sent', 'unsent', 'expired', 'unknown')),
  -- In the order of trying; null until it is first taken up.
  channels text[],
  channel_index int not null default 0,
  tries int not null default 0,
  next_at timestamptz not null,
  expires_at timestamptz not null,
  leased_until timestamptz,
  check ((state = 'sending') = (leased_until is not null)),
  -- Never twice for one event, however often it is delivered.
  unique (event_id, user_id)
);
create index messages_inbox on notifications.messages (user_id, id desc);
create index messages_unread on notifications.messages (user_id) where read_at is null;
create index messages_due on notifications.messages (next_at) where state = 'due';
create index messages_leased on notifications.messages (leased_until) where state = 'sending';
create index messages_created on notifications.messages (created_at);

-- Every time that a provider was asked, written before it is.
create table notifications.attempts (
  id bigint generated always as identity primary key,
  message_id text not null references notifications.messages on delete cascade,
  channel text not null check (channel in ('push', 'sms', 'email')),
  -- The device of a push; empty for the others.
  target text not null,
  try int not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  outcome text not null check (outcome in ('sending', 'sent', 'retry', 'refused', 'unknown')),
  provider text,
  provider_id text,
  code text,
  unique (message_id, channel, target, try)
);

create table notifications.preferences (
  user_id text primary key,
  order_updates text[] not null,
  offers text[] not null,
  language text not null check (language in ('en', 'hi'))
);

create table notifications.devices (
  id text primary key,
  token text not null,
  user_id text not null,
  platform text not null,
  created_at timestamptz not null
);
create index devices_user on notifications.devices (user_id, created_at desc);

-- What later events of an order do not say themselves.
create table notifications.orders (
  order_id text primary key,
  user_id text not null,
  number text not null,
  rider_name text,
  placed_at timestamptz not null
);
create index orders_placed on notifications.orders (placed_at);

-- Login codes that were handed to the provider: by request, without the code or the number.
create table notifications.code_requests (
  id text primary key,
  at timestamptz not null
);
create index code_requests_at on notifications.code_requests (at);
