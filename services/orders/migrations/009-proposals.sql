-- Replacements that customers are asked about. One answer each: whoever changes `asked` first.
create table orders.proposals (
  id text primary key,
  order_id text not null,
  product_id text not null,
  state text not null check (state in ('asked', 'approved', 'refused', 'expired', 'withdrawn')),
  -- What is proposed for what, as the picker's question told it.
  told jsonb not null,
  asked_at timestamptz not null,
  expires_at timestamptz not null,
  decided_at timestamptz,
  check ((state = 'asked') = (decided_at is null))
);
create index proposals_of_order on orders.proposals (order_id, asked_at);
create unique index proposals_one_open on orders.proposals (order_id, product_id) where state = 'asked';
create index proposals_due on orders.proposals (expires_at) where state = 'asked';
