-- Who has gone lately is looked for every few seconds, among all who ever came.
create index duties_ended on stores.duties (until) where until is not null;
