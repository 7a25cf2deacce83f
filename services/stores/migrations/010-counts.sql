-- What became of a batch whose rows have outcomes of their own, for who asks again.
alter table stores.batches add column answer jsonb;
