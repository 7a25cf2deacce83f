-- The log in partitions of so many numbers each, dropped whole when they are over. An identity cannot be partitioned
-- before PostgreSQL 17: the same numbers from a sequence of our own. `xid` is still drawn before `seq`: the order of the
-- columns stays as it is.
create sequence bus.events_number;
select setval('bus.events_number',
  greatest((select coalesce(max(seq), 0) from bus.events), (select coalesce(max(position), 0) from bus.groups),
    (select case when is_called then last_value else 0 end from bus.events_seq_seq)) + 1, false);
alter table bus.events alter column seq drop identity;
alter table bus.events alter column seq set default nextval('bus.events_number');

select tokri.make_partitioned('bus', 'events', 'seq',
  (((select last_value from bus.events_number) / 500000 + 1) * 500000)::text);
alter sequence bus.events_number owned by bus.events.seq;
