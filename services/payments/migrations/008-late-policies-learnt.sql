-- When what stores give for broken promises was last written down: what was asked before that may be older than it. Only
-- adds: a program of before writes without looking at it, and is put right by the next answer.
create table payments.late_policies_learnt (
  one boolean primary key default true check (one),
  at timestamptz not null
);
insert into payments.late_policies_learnt (at) values ('-infinity');
