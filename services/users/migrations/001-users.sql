create table users.accounts (
  id text primary key,
  name text not null check (length(name) between 1 and 100),
  email text check (email = lower(email)),
  phone text check (phone ~ '^\+[1-9][0-9]{7,14}$'),
  -- Only a number that answered a code logs in, and only such a one belongs to one account: anybody may type any number.
  phone_verified boolean not null default false check (not phone_verified or phone is not null),
  password_hash text,
  language text not null default 'en' check (language in ('en', 'hi')),
  roles text[] not null check (cardinality(roles) > 0),
  store_ids text[] not null default '{}',
  demo boolean not null default false,
  created_at timestamptz not null,
  deleted_at timestamptz,
  constraint deleted_is_empty check (
    deleted_at is null or (email is null and phone is null and password_hash is null))
);
create unique index accounts_email on users.accounts (email);
create unique index accounts_phone on users.accounts (phone) where phone_verified;
create index accounts_email_prefix on users.accounts (email text_pattern_ops);
create index accounts_phone_prefix on users.accounts (phone text_pattern_ops);
create index accounts_name_prefix on users.accounts (lower(name) text_pattern_ops);
create index accounts_roles on users.accounts using gin (roles);

create table users.addresses (
  id text primary key,
  user_id text not null references users.accounts,
  label text not null,
  line1 text not null,
  line2 text,
  lat double precision not null check (lat between -90 and 90),
  lng double precision not null check (lng between -180 and 180),
  notes text,
  created_at timestamptz not null
);
create index addresses_user on users.addresses (user_id, id);

-- A session is the family of the refresh tokens that follow one login on one device.
create table users.sessions (
  id text primary key,
  user_id text not null references users.accounts,
  device text not null,
  address text not null,
  created_at timestamptz not null,
  last_used_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  end_reason text check (end_reason in ('logout', 'revoked', 'reused', 'password', 'deleted', 'surplus')),
  check ((ended_at is null) = (end_reason is null))
);
create index sessions_user on users.sessions (user_id, last_used_at desc) where ended_at is null;
create index sessions_expiry on users.sessions (expires_at);

create table users.refresh_tokens (
  hash bytea primary key check (length(hash) = 32),
  session_id text not null references users.sessions on delete cascade,
  expires_at timestamptz not null,
  used_at timestamptz,
  -- The successor, encrypted by a key that only the token itself gives: for a device that did not hear the answer.
  sealed_successor bytea,
  used_by bytea,
  check ((used_at is null) = (sealed_successor is null))
);
create index refresh_tokens_session on users.refresh_tokens (session_id);
create index refresh_tokens_expiry on users.refresh_tokens (expires_at);
-- One living token per family, whatever happens at once.
create unique index refresh_tokens_living on users.refresh_tokens (session_id) where used_at is null;

create table users.codes (
  phone text primary key,
  request_id text not null,
  hash bytea not null,
  tries int not null default 0 check (tries between 0 and 5),
  expires_at timestamptz not null
);

-- Failed guesses, by a hash of what was guessed at: an account (whether it exists or not) or an address.
create table users.attempts (
  key text primary key,
  failures int not null check (failures > 0),
  last_at timestamptz not null,
  blocked_until timestamptz
);
create index attempts_last on users.attempts (last_at);

-- How often something costly was asked for within a window.
create table users.quotas (
  key text primary key,
  used int not null,
  window_at timestamptz not null,
  last_at timestamptz not null
);
create index quotas_last on users.quotas (last_at);

create table users.signing_keys (
  id text primary key,
  public_key jsonb not null,
  sealed_private_key bytea not null,
  created_at timestamptz not null,
  signs_from timestamptz not null,
  -- When its last token has expired; null while no younger key has been made.
  expires_at timestamptz
);

create table users.audit (
  id bigint generated always as identity primary key,
  -- The event that told of it; each is kept once.
  event_id text not null unique,
  at timestamptz not null,
  actor text not null,
  action text not null,
  subject text not null,
  reason text,
  details jsonb
);
create index audit_actor on users.audit (actor, id desc);
create index audit_subject on users.audit (subject, id desc);
