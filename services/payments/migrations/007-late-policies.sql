-- What stores give for broken promises, as they said last: what is given does not wait for them.
create table payments.late_policies (
  store_id text primary key,
  policy jsonb not null,
  learnt_at timestamptz not null default now()
);
