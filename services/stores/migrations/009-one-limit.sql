-- Two limits on the orders that wait in a store become one, `refuseAbove` of its answer to load. Where both were set, that
-- one was checked as well: the lower holds. The release before this one may still read the column; it goes in a later one.
insert into stores.surge (store_id, settings)
select id, jsonb_build_object(
  'mode', 'off', 'ordersPerPicker', 4, 'ordersPerRider', 3,
  'cap', jsonb_build_object('amount', 3000, 'currency', 'INR'),
  'manualFee', jsonb_build_object('amount', 0, 'currency', 'INR'),
  'refuseAbove', queue_capacity)
from stores.stores where queue_capacity is not null
on conflict (store_id) do update set updated_at = now(), settings = stores.surge.settings || jsonb_build_object(
  'refuseAbove', case (stores.surge.settings->>'refuseAbove')::int
    when 0 then (excluded.settings->>'refuseAbove')::int
    else least((stores.surge.settings->>'refuseAbove')::int, (excluded.settings->>'refuseAbove')::int) end);
