-- Whether a rider's bag keeps chilled goods; one that keeps frozen goods does in any case. A program of before goes on
-- without it, and leaves it as it is.
alter table deliveries.riders add column chill_bag boolean not null default true;
