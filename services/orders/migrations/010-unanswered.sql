-- What a question about a replacement becomes when nobody answers it in time.
alter table orders.orders
  add column unanswered text not null default 'refund' check (unanswered in ('allow', 'refund'));
