-- What `message` says, as a reason with the values that it names, so that pages say it in their language. Null of rows from
-- before, which are told by their message.
alter table catalogue.import_rows add column details jsonb;
