-- What offers have given away in orders that were not cancelled: `uses` and `spent_paise` are the sums of `coupon_uses`.
alter table carts.coupon_uses add column discount_paise bigint not null default 0 check (discount_paise >= 0);
alter table carts.coupon_uses add column used_at timestamptz not null default now();
create index coupon_uses_of_code on carts.coupon_uses (code, used_at);
alter table carts.offers add column uses int not null default 0 check (uses >= 0);
alter table carts.offers add column spent_paise bigint not null default 0 check (spent_paise >= 0);
update carts.offers o set uses = (select count(*) from carts.coupon_uses u where u.code = o.code);

-- For offers on first orders. Orders of before this table are not in it.
create table carts.customers (
  user_id text primary key,
  orders int not null check (orders >= 0)
);
insert into carts.customers (user_id, orders) select user_id, count(*) from carts.coupon_uses group by user_id;
