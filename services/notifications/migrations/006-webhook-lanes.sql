-- What is due is taken webhook by webhook, so that a slow one holds up itself only.
create index webhook_deliveries_due_of on notifications.webhook_deliveries (webhook_id, next_at) where state = 'due';
