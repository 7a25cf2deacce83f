-- tokri: no transaction
drop index concurrently if exists stores.slots_of_store;
create index concurrently slots_of_store on stores.slots (store_id, starts_at);
