-- Rider use by hour and store lays each rider's trips beside the shifts.
create index trips_of_rider on analytics.trips (rider_id, began_at);
