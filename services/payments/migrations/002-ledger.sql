-- The books. A posting is a set of entries that add up to zero; debits are positive. Nothing is ever edited.
create table payments.postings (
  id text primary key,
  kind text not null,
  -- What it is the posting of; the same thing is posted once.
  reference text not null unique,
  order_id text,
  memo text,
  at timestamptz not null default now()
);
create index postings_of_order on payments.postings (order_id);

create table payments.entries (
  id bigint generated always as identity primary key,
  posting_id text not null references payments.postings (id),
  account text not null,
  amount_paise bigint not null check (amount_paise <> 0)
);
create index entries_of_account on payments.entries (account, id desc);
create index entries_of_posting on payments.entries (posting_id);

create function payments.entries_balance() returns trigger language plpgsql as $$
begin
  if exists (select from added group by posting_id having sum(amount_paise) <> 0) then
    raise exception 'a posting must balance' using errcode = 'check_violation', constraint = 'postings_balance';
  end if;
  return null;
end $$;
create trigger entries_balance after insert on payments.entries
  referencing new table as added for each statement execute function payments.entries_balance();

create function payments.never_edited() returns trigger language plpgsql as $$
begin
  raise exception 'the ledger is never edited' using errcode = 'restrict_violation';
end $$;
create trigger entries_never_edited before update or delete or truncate on payments.entries
  for each statement execute function payments.never_edited();
create trigger postings_never_edited before update or delete or truncate on payments.postings
  for each statement execute function payments.never_edited();
