-- Grows with every change of a cart, also when it is dropped and made anew: copies of carts are told apart by it.
-- Drawn under the row's lock, so that of two changes the later one has the higher number.
create sequence carts.revision;
alter table carts.carts add column revision bigint not null default 0;
alter table carts.carts alter column revision set default nextval('carts.revision');

create function carts.next_revision() returns trigger language plpgsql as $$
begin
  new.revision := nextval('carts.revision');
  return new;
end
$$;
create trigger carts_revision before update on carts.carts for each row execute function carts.next_revision();
