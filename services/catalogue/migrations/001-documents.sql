-- Documents as engines/documents/postgres.ts keeps them. What is inside: services/catalogue/store.ts.
create table catalogue.products (
  id text primary key,
  version int not null,
  body jsonb not null,
  updated_at timestamptz not null default now()
);
create index products_category on catalogue.products ((body->>'categoryId'));

create table catalogue.categories (
  id text primary key,
  version int not null,
  body jsonb not null,
  updated_at timestamptz not null default now()
);

-- A store's own terms for a product: its price there, or that it is not sold there.
create table catalogue.listings (
  id text primary key,
  version int not null,
  body jsonb not null,
  updated_at timestamptz not null default now()
);
create index listings_product on catalogue.listings ((body->>'productId'));
