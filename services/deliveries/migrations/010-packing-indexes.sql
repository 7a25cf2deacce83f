-- tokri: no transaction
drop index concurrently if exists deliveries.deliveries_coming;
create index concurrently deliveries_coming on deliveries.deliveries (ready_at) where state = 'packing';
drop index concurrently if exists deliveries.deliveries_assigned_due;
create index concurrently deliveries_assigned_due on deliveries.deliveries (id) where assigned_due;
alter table deliveries.deliveries validate constraint deliveries_state;
alter table deliveries.deliveries validate constraint deliveries_rider;
alter table deliveries.deliveries validate constraint deliveries_packing;
alter table deliveries.deliveries validate constraint deliveries_unpacked;
alter table deliveries.deliveries validate constraint deliveries_assigned_due;
