-- Which packs a refund by staff was for; null where it was for none by name, and in refunds of before this column.
alter table payments.refunds add column lines jsonb;
