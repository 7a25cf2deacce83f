-- Photos that customers send: of somebody until they are used, of an order then.
create table orders.photos (
  id text primary key,
  owner text not null,
  type text not null check (type in ('image/jpeg', 'image/png', 'image/webp')),
  bytes bytea not null check (octet_length(bytes) <= 3145728),
  width_px int not null,
  height_px int not null,
  created_at timestamptz not null,
  -- When it goes; null as long as what it belongs to.
  kept_until timestamptz
);
alter table orders.photos alter column bytes set storage external;
create index photos_of_owner on orders.photos (owner);
create index photos_due on orders.photos (kept_until) where kept_until is not null;
