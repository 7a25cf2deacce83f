-- Filters of lists that somebody kept by a name, for whichever device they use next.
create table users.saved_filters (
  id text primary key,
  user_id text not null references users.accounts,
  page text not null,
  name text not null check (length(name) between 1 and 40),
  filters jsonb not null,
  saved_at timestamptz not null,
  unique (user_id, page, name)
);
