/**
 * SQL that migrations use to partition a table by time, in schema `tokri` of every database. All partitioned tables have
 * the same layout, which `partitions.ts` keeps: `<table>_before` from the beginning of time, `<table>_p…` of one period
 * each, and `<table>_beyond` to its end, so that no insert is ever refused for want of a partition.
 */
export const partitionFunctions = `
create or replace function tokri.id_floor(prefix text, at timestamptz) returns text language sql immutable as $$
  select prefix || '_' || lpad(to_hex(floor(extract(epoch from at) * 1000)::bigint), 12, '0') $$;

-- The end of the day, week or month (UTC) that an instant is in.
create or replace function tokri.end_of(period text, at timestamptz) returns timestamptz language sql stable as $$
  select (date_trunc(period, at at time zone 'UTC') + ('1 ' || period)::interval) at time zone 'UTC' $$;

-- A new id such as newId() of contracts/ids.ts gives: prefix and UUIDv7 in hex, so that it sorts by its time.
create or replace function tokri.new_id(prefix text) returns text language sql volatile as $$
  select tokri.id_floor(prefix, clock_timestamp()) || '7' || substr(replace(gen_random_uuid()::text, '-', ''), 14) $$;

-- Makes a table partitioned without copying it: it becomes the first partition, with all rows below the bound. Indexes
-- and checks stay; whatever else it has (identity, foreign keys, triggers) is seen to by the migration.
create or replace function tokri.make_partitioned(p_schema text, p_table text, p_key text, p_bound text)
returns void language plpgsql as $$
declare
  v_options text;
begin
  execute format('alter table %I.%I rename to %I', p_schema, p_table, p_table || '_before');
  execute format('create table %1$I.%2$I (like %1$I.%3$I including defaults including constraints including indexes
    including storage) partition by range (%4$I)', p_schema, p_table, p_table || '_before', p_key);
  select coalesce('with (' || array_to_string(reloptions, ', ') || ')', '') into v_options
  from pg_class where oid = format('%I.%I', p_schema, p_table || '_before')::regclass;
  execute format('create table %I.%I partition of %I.%I for values from (%L) to (maxvalue) %s',
    p_schema, p_table || '_beyond', p_schema, p_table, p_bound, v_options);
  execute format('with moved as (delete from %1$I.%2$I where %3$I >= %4$L returning *)
    insert into %1$I.%5$I select * from moved', p_schema, p_table || '_before', p_key, p_bound, p_table || '_beyond');
  execute format('alter table %1$I.%2$I attach partition %1$I.%3$I for values from (minvalue) to (%4$L)',
    p_schema, p_table, p_table || '_before', p_bound);
end $$;
`
