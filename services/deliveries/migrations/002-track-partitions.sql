-- Where riders rode, a partition a day: the oldest days are dropped whole.
select tokri.make_partitioned('deliveries', 'tracks', 'at', tokri.end_of('day', now())::text);
