-- The arrival that customers are told moves less than the one that is estimated; why it moved last, and for whom it was.
alter table deliveries.tracking add column told_at timestamptz, add column told_changed_at timestamptz,
  add column told_reason text, add column told_rider_id text, add column told_doors smallint not null default 0,
  -- When it was told that a delivery will be late although it is not yet.
  add column late_told_at timestamptz;
