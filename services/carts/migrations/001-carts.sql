-- One row a cart. `lines` is an object by product id: { q: quantity, p: price seen in paise, t: when it was put in, epoch ms }.
create table carts.carts (
  owner text primary key,
  store_id text,
  coupon text,
  lines jsonb not null default '{}'::jsonb,
  updated_at timestamptz not null default now(),
  abandoned_at timestamptz
) with (fillfactor = 70);
create index carts_idle on carts.carts (updated_at) where abandoned_at is null and lines <> '{}'::jsonb;

create table carts.offers (
  code text primary key,
  offer jsonb not null,
  active boolean not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null
);

create table carts.coupon_uses (
  order_id text primary key,
  code text not null,
  user_id text not null
);
create index coupon_uses_of_user on carts.coupon_uses (user_id, code);
