-- What engines/documents/mongodb/journal.ts keeps where documents lie in MongoDB (TOKRI_DOCUMENTS_URL); empty elsewhere.
-- Why: docs/decisions/0004-documents-in-mongodb.md.

-- Changes that are committed and not yet made everywhere: a row is the commit point of a change.
create table catalogue.documents_journal (
  id bigint generated always as identity primary key,
  -- `collection/id` of all that it read and writes.
  keys text[] not null,
  writes jsonb not null,
  messages jsonb not null,
  created_at timestamptz not null default clock_timestamp()
);

-- The version of every document, which decides between two changes, and its body without spare fields: enough to start with
-- while MongoDB is away. Ids sort by their bytes, as they do there.
create table catalogue.documents_copies (
  collection text not null,
  id text collate "C" not null,
  version int not null,
  body jsonb not null,
  changed_at timestamptz not null default now(),
  primary key (collection, id)
);

-- The number of the journal's row; 0 when a document was changed since it was read; -1 when an earlier change of one is
-- still being made. One commits at a time: this is short.
create function catalogue.documents_commit(reads jsonb, keys text[], writes jsonb, messages jsonb) returns bigint
language plpgsql as $$
declare
  made bigint;
begin
  perform pg_advisory_xact_lock(hashtext('catalogue.documents_commit'));
  if exists (select from catalogue.documents_journal j where j.keys && documents_commit.keys) then
    return -1;
  end if;
  if exists (
    select from jsonb_to_recordset(reads) as r(collection text, id text, version int)
    join catalogue.documents_copies c on c.collection = r.collection and c.id = r.id
    where c.version <> r.version
  ) then
    return 0;
  end if;
  insert into catalogue.documents_journal (keys, writes, messages)
    values (documents_commit.keys, documents_commit.writes, documents_commit.messages)
    returning id into made;
  return made;
end $$;
