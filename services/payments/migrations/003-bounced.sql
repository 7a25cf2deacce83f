-- Refunds that the bank turned down before we had heard that the provider made them: their end came first.
create table payments.bounced (
  provider_refund_id text primary key,
  at timestamptz not null default now()
);
