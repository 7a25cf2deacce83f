-- One payment an order. The row is the intent: it is written before the provider is called.
create table payments.payments (
  id text primary key,
  order_id text not null unique,
  user_id text not null,
  method text not null check (method in ('card', 'upi')),
  amount_paise bigint not null check (amount_paise > 0),
  state text not null check (state in ('created', 'captured', 'cancelled')),
  provider_id text unique,
  client_secret text,
  failure jsonb,
  refunded_paise bigint not null default 0,
  -- The order was cancelled: what is captured is given back, what is not is cancelled at the provider.
  order_cancelled boolean not null default false,
  created_at timestamptz not null default now(),
  -- When the provider is asked what became of it, should no webhook come.
  check_at timestamptz,
  checks int not null default 0,
  constraint refunds_within_capture check (refunded_paise between 0 and amount_paise)
);
create index payments_to_check on payments.payments (check_at) where check_at is not null;

create table payments.webhooks (
  event_id text primary key,
  kind text not null,
  at timestamptz not null default now()
);

create table payments.refunds (
  id text primary key,
  order_id text not null,
  user_id text not null,
  amount_paise bigint not null check (amount_paise > 0),
  destination text not null check (destination in ('source', 'wallet')),
  method text not null,
  cause text not null,
  reason text not null,
  -- The same cause is refunded once: `packed:<order>`, `support:<key>`.
  cause_key text not null unique,
  state text not null check (state in ('due', 'done', 'failed')),
  provider_refund_id text unique,
  attempts int not null default 0,
  next_at timestamptz not null default now(),
  at timestamptz not null default now()
);
create index refunds_due on payments.refunds (next_at) where state = 'due';
create index refunds_of_order on payments.refunds (order_id);

create table payments.wallets (
  user_id text primary key,
  balance_paise bigint not null default 0,
  held_paise bigint not null default 0,
  constraint wallet_never_overdrawn check (held_paise >= 0 and balance_paise >= held_paise)
);

create table payments.holds (
  order_id text primary key,
  user_id text not null,
  amount_paise bigint not null check (amount_paise > 0),
  state text not null check (state in ('held', 'taken', 'released')),
  expires_at timestamptz not null
);
create index holds_due on payments.holds (expires_at) where state = 'held';
