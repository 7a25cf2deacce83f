-- tokri: no transaction
-- What is due is taken webhook by webhook, so that a slow one holds up itself only.
drop index concurrently if exists notifications.webhook_deliveries_due_of;
create index concurrently webhook_deliveries_due_of on notifications.webhook_deliveries (webhook_id, next_at) where state = 'due';
