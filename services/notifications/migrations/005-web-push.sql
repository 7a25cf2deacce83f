-- Browsers are reached through the push service of their vendor; their token is the subscription, as JSON.
alter table notifications.devices add column provider text not null default 'fcm'
  check (provider in ('fcm', 'webpush'));
