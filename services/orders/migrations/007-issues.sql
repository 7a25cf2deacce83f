-- What was wrong line by line, and what became of it at once.
alter table orders.issues
  add column lines jsonb not null default '[]',
  add column resolution jsonb not null default '{"kind": "review", "why": "no-lines"}',
  add column refunded_paise bigint not null default 0 check (refunded_paise >= 0),
  -- Of the request, with what was asked: the same again is the same issue.
  add column idempotency_key text,
  add column request_hash text;
create unique index issues_once on orders.issues (order_id, idempotency_key) where idempotency_key is not null;
create index issues_of_user on orders.issues (user_id, at);
