-- Streets that staff have closed. Every copy's engine follows this table; a row goes when it is reopened, or some time after its end.
create table deliveries.road_closures (
  id text primary key,
  reason text not null check (length(reason) <= 300),
  created_by text not null,
  created_at timestamptz not null,
  ends_at timestamptz not null,
  points jsonb not null check (jsonb_typeof(points) = 'array' and pg_column_size(points) <= 8192),
  area jsonb check (jsonb_typeof(area) = 'array' and pg_column_size(area) <= 16384),
  segments int not null check (segments > 0)
);
create index road_closures_ends on deliveries.road_closures (ends_at);
