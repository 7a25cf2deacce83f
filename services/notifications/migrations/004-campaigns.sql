-- Who ordered what, where and when: what audiences of campaigns are made of. A reading of events, not a truth.
create table notifications.purchases (
  order_id text primary key,
  user_id text not null,
  store_id text,
  placed_at timestamptz not null,
  coupon text,
  product_ids text[] not null default '{}',
  cancelled boolean not null default false
);
create index purchases_user on notifications.purchases (user_id, placed_at desc);
create index purchases_placed on notifications.purchases (placed_at);
create index purchases_coupon on notifications.purchases (coupon, user_id) where coupon is not null;
-- Of orders from before, what is known.
insert into notifications.purchases (order_id, user_id, placed_at)
  select order_id, user_id, placed_at from notifications.orders;

create table notifications.campaigns (
  id text primary key,
  input jsonb not null,
  state text not null check (state in ('draft', 'scheduled', 'sending', 'sent', 'stopped')),
  created_at timestamptz not null,
  created_by text not null,
  send_at timestamptz,
  started_at timestamptz,
  ended_at timestamptz,
  check (state = 'draft' or send_at is not null),
  check ((state in ('sent', 'stopped')) = (ended_at is not null))
);
create index campaigns_open on notifications.campaigns (send_at) where state in ('scheduled', 'sending');

-- A row a person: nobody is in a campaign twice.
create table notifications.campaign_recipients (
  campaign_id text not null references notifications.campaigns on delete cascade,
  user_id text not null,
  -- waiting: not yet their turn · handed: there is a message of it · the rest: what became of that
  state text not null check (state in ('waiting', 'handed', 'sent', 'failed', 'unknown', 'skipped', 'stopped')),
  -- Held by a process until then.
  leased_until timestamptz,
  handed_at timestamptz,
  primary key (campaign_id, user_id)
);
create index campaign_recipients_state on notifications.campaign_recipients (campaign_id, state);
create index campaign_recipients_waiting on notifications.campaign_recipients (campaign_id, user_id) where state = 'waiting';
create index campaign_recipients_handed on notifications.campaign_recipients (campaign_id, user_id) where state = 'handed';
create index campaign_recipients_user on notifications.campaign_recipients (user_id);
