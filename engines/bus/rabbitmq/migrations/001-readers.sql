create schema if not exists rabbitmq;

-- How far each group has come in each stream: the last message that it has handled. Its id is kept beside its offset,
-- since a stream that was lost and made anew counts from 0 again.
create table rabbitmq.positions (
  reader text not null,
  stream text not null,
  handled bigint not null,
  message_id text not null,
  updated_at timestamptz not null default now(),
  primary key (reader, stream)
);

-- What lay in a stream and is no event, with the cause. The id is where it lay.
create table rabbitmq.dead_letters (
  id text primary key,
  stream text not null,
  cause text not null,
  body bytea not null,
  at timestamptz not null default now()
);
