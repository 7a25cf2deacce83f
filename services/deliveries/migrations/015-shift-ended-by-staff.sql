-- When staff last ended a rider's shift: it was the shift's end where it is when the shift changed last. Only adds: a program of
-- before goes on without it.
alter table deliveries.riders add column shift_ended_by_staff_at timestamptz;
