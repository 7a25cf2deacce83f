-- Entries in partitions of a month each, by the ids of their postings, which sort by time. Postings stay in one table:
-- their reference is unique for ever. The foreign key becomes a part of the check that every posting balances.
drop trigger entries_balance on payments.entries;
drop trigger entries_never_edited on payments.entries;
alter table payments.entries drop constraint entries_posting_id_fkey;
create sequence payments.entries_number;
select setval('payments.entries_number',
  greatest((select coalesce(max(id), 0) from payments.entries),
    (select case when is_called then last_value else 0 end from payments.entries_id_seq)) + 1, false);
alter table payments.entries alter column id drop identity;
alter table payments.entries alter column id set default nextval('payments.entries_number');
alter table payments.entries drop constraint entries_pkey;
drop index payments.entries_of_posting;
alter table payments.entries add primary key (posting_id, id);
select tokri.make_partitioned('payments', 'entries', 'posting_id',
  tokri.id_floor('pst', tokri.end_of('month', now())));
alter sequence payments.entries_number owned by payments.entries.id;

create or replace function payments.entries_balance() returns trigger language plpgsql as $$
begin
  if exists (select from added group by posting_id having sum(amount_paise) <> 0) then
    raise exception 'a posting must balance' using errcode = 'check_violation', constraint = 'postings_balance';
  end if;
  if exists (select from added a where not exists (select from payments.postings p where p.id = a.posting_id)) then
    raise exception 'an entry must be of a posting' using errcode = 'foreign_key_violation',
      constraint = 'entries_posting_id_fkey';
  end if;
  return null;
end $$;
create trigger entries_balance after insert on payments.entries
  referencing new table as added for each statement execute function payments.entries_balance();
-- A statement on a partition is not seen by the triggers of the whole: each has its own, and new ones get them too.
create trigger entries_never_edited before update or delete or truncate on payments.entries
  for each statement execute function payments.never_edited();
create trigger entries_never_edited before update or delete or truncate on payments.entries_before
  for each statement execute function payments.never_edited();
create trigger entries_never_edited before update or delete or truncate on payments.entries_beyond
  for each statement execute function payments.never_edited();

-- What grew without end.
create index webhooks_at on payments.webhooks using brin (at);
create index bounced_at on payments.bounced using brin (at);
