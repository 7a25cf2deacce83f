-- A time-based one-time password (RFC 6238): one per account.
create table users.second_factors (
  user_id text primary key references users.accounts,
  -- AES-256-GCM under the key of the installation, bound to the account.
  sealed_secret bytea not null,
  created_at timestamptz not null,
  -- Null until a first code has shown that the app has the secret.
  confirmed_at timestamptz,
  -- The step of the last code that was taken: none is taken twice.
  last_step bigint not null default 0
);

create table users.recovery_codes (
  user_id text not null references users.accounts,
  hash bytea not null check (length(hash) = 32),
  used_at timestamptz,
  primary key (user_id, hash)
);

-- Somebody has shown the first factor and is asked for the second, or to set one up.
create table users.challenges (
  hash bytea primary key check (length(hash) = 32),
  user_id text not null references users.accounts,
  purpose text not null check (purpose in ('verify', 'enrol')),
  tries int not null default 0 check (tries between 0 and 5),
  expires_at timestamptz not null
);
create index challenges_expiry on users.challenges (expires_at);

-- Whether both factors were shown when the session was opened, or since.
alter table users.sessions add column second_factor boolean not null default false;

alter table users.accounts add column suspended_at timestamptz;

-- OAuth 2.0 clients of partners (client credentials). Each acts as an account of its own, with one session that ends
-- when the secret changes or is withdrawn, so that its access tokens end with it.
create table users.api_clients (
  id text primary key,
  name text not null check (length(name) between 1 and 100),
  user_id text not null references users.accounts,
  session_id text not null,
  secret_hash bytea not null check (length(secret_hash) = 32),
  scopes text[] not null check (cardinality(scopes) > 0),
  created_at timestamptz not null,
  created_by text not null,
  rotated_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz
);

create index audit_at on users.audit (at desc, id desc);
create index audit_action on users.audit (action text_pattern_ops, id desc);
