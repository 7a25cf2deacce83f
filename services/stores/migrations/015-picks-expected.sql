-- When a pick is likely to be packed, as it was told last. Older programs leave it as it is.
alter table stores.picks add column expected_at timestamptz;
