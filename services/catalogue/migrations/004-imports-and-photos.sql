-- Files of merchandisers: compared with what is there, then applied by a job in batches. `done` is the number of the last
-- row that the present state has dealt with, so that another process goes on where one died.
create table catalogue.imports (
  id text primary key,
  kind text not null check (kind in ('products', 'prices', 'stock')),
  file_name text not null,
  state text not null check (state in ('checking', 'checked', 'applying', 'applied', 'undoing', 'undone')),
  rows int not null check (rows > 0),
  done int not null default 0,
  -- The stores that who sent it may change; null for all of them.
  store_ids text[],
  created_by text not null,
  created_at timestamptz not null,
  applied_at timestamptz,
  undone_at timestamptz,
  leased_until timestamptz not null default '-infinity'
);
create index imports_made on catalogue.imports (created_at desc, id desc);
create index imports_under_way on catalogue.imports (leased_until) where state in ('checking', 'applying', 'undoing');

create table catalogue.import_rows (
  import_id text not null references catalogue.imports on delete cascade,
  row int not null,
  cells jsonb not null,
  key text not null,
  label text not null default '',
  -- Null until it has been compared.
  verdict text check (verdict in ('added', 'changed', 'unchanged', 'refused')),
  changes jsonb not null default '[]'::jsonb,
  -- What a price was and shall be: the change set that an undo needs.
  target jsonb,
  code text,
  message text,
  applied boolean not null default false,
  primary key (import_id, row)
);
create index import_rows_verdict on catalogue.import_rows (import_id, verdict, row);

-- Pictures of products: shape and rules in kit/photos.ts.
create table catalogue.photos (
  id text primary key,
  owner text not null,
  type text not null check (type in ('image/jpeg', 'image/png', 'image/webp')),
  bytes bytea not null check (octet_length(bytes) <= 3145728),
  width_px int not null,
  height_px int not null,
  created_at timestamptz not null,
  kept_until timestamptz
);
alter table catalogue.photos alter column bytes set storage external;
create index photos_of_owner on catalogue.photos (owner);
create index photos_due on catalogue.photos (kept_until) where kept_until is not null;
