-- Which copy feeds a search index that all copies share; one row per layout of the index, so that an old and a new version
-- of the software feed one each. Rows and not locks of sessions: they work through any pooler.
create table catalogue.search_leases (
  layout text primary key,
  holder text not null,
  until timestamptz not null
);
