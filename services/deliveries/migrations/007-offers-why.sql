-- tokri: no transaction
drop index concurrently if exists deliveries.offers_why;
create index concurrently offers_why on deliveries.offers (offered_at) where why is not null;
alter table deliveries.deliveries validate constraint deliveries_lock;
