-- Every process asks each few seconds which sessions have ended.
create index sessions_ended on users.sessions (ended_at, id) where ended_at is not null;
