-- What members of staff gave to customers: once per actor and key. The posting has the money; this has who and why.
create table payments.credits (
  id text primary key,
  user_id text not null,
  order_id text,
  amount_paise bigint not null check (amount_paise > 0),
  reason text not null,
  actor text not null,
  key text not null,
  at timestamptz not null,
  unique (actor, key)
);
create index credits_of_order on payments.credits (order_id) where order_id is not null;
create index credits_of_actor on payments.credits (actor, at);
