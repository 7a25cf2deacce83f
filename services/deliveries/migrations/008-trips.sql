-- What a rider has in hand belongs to trips: one visit to a store and the doors after it. Of two trips the later one is a
-- follow-up, which begins when the earlier one has ended. Programs that know nothing of it put everything into trip 0.
alter table deliveries.deliveries add column trip int not null default 0;
