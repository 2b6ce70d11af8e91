"""The tables this library keeps in every service's schema; used by each service's first migration.

DDL once released stays as it is: a change is a new function, called by a new migration.
"""

from __future__ import annotations

from vt_messaging.changes import CONFLICT, STALE, Table

OUTBOX = Table(
    "outbox",
    {
        "source": "text",
        "part": "int",
        "first": "bigint",
        "last": "bigint",
        "events": "bytea",
        "recorded_on": "date",
    },
    ("source", "part", "first", "recorded_on"),
    same_in_batch=frozenset({"recorded_on"}),
)
DELIVERY = Table(
    "delivery",
    {
        "id": "text",
        "channel": "text",
        "destination": "text",
        "events": "bytea",
        "lease_until": "timestamptz",
    },
    ("id",),
    same_in_batch=frozenset({"lease_until"}),
)
INBOX = Table(
    "inbox",
    {
        "sender": "text",
        "message_id": "text",
        "content_hash": "bytea",
        "about": "uuid",
        "received_at": "timestamptz",
    },
    ("sender", "message_id"),
)
DEAD_LETTER = Table(
    "dead_letter",
    {
        "topic": "text",
        "part": "int",
        "offset": "bigint",
        "error": "text",
        "reason": "text",
        "work_item_id": "uuid",
        "seen_at": "timestamptz",
        "key": "bytea",
        "value": "bytea",
        "headers": "text",
    },
    ("topic", "part", "offset"),
)
WORK_ITEM = Table(
    "work_item",
    {
        "id": "uuid",
        "version": "int",
        "kind": "text",
        "about": "uuid",
        "title": "text",
        "priority": "smallint",
        "deadline": "timestamptz",
        "state": "text",
        "claimed_by": "text",
        "decided_by": "text",
        "decision": "text",
        "reason": "text",
        "details": "jsonb",
        "opened_at": "timestamptz",
        "changed_at": "timestamptz",
    },
    ("id",),
)
AUDIT = Table(
    "audit",
    {
        "at": "timestamptz",
        "who": "text",
        "what": "text",
        "about": "uuid",
        "rule_version": "text",
        "details": "jsonb",
    },
    (),
)

TABLES_V1 = f"""
create function expect_rows(actual bigint, expected bigint, error text) returns boolean
language plpgsql as $$
begin
    if actual <> expected then
        raise exception 'touched % rows where % were expected', actual, expected
            using errcode = error;
    end if;
    return true;
end $$;
comment on function expect_rows is
    '{STALE}: a progress row moved; {CONFLICT}: an aggregate changed since it was loaded';

create table progress (
    source text not null,
    part int not null,
    next bigint not null,
    published bigint not null,
    primary key (source, part)
);
create table outbox (
    source text not null,
    part int not null,
    first bigint not null,
    last bigint not null,
    events bytea not null,
    recorded_on date not null,
    primary key (source, part, first, recorded_on)
) partition by range (recorded_on);
comment on table outbox is
    'What one batch emitted because of the offsets first..last of one source and part, packed';
create table outbox_default partition of outbox default;
create table delivery (
    id text primary key,
    channel text not null,
    destination text not null,
    events bytea not null,
    lease_until timestamptz not null,
    attempts int not null default 0,
    uncertain boolean not null default false
) with (
    -- Rows live for moments: vacuum often, or the table grows with what is gone.
    autovacuum_vacuum_scale_factor = 0.02,
    autovacuum_vacuum_threshold = 500,
    toast.autovacuum_vacuum_scale_factor = 0.02,
    toast.autovacuum_vacuum_threshold = 2000
);
-- Sweeps look here; without it they read all pages of the deliveries that are gone already.
create index delivery_lease on delivery (lease_until, id);
-- Packed events are compressed already, and ciphertext does not compress.
alter table outbox alter column events set storage external;
alter table delivery alter column events set storage external;
create table inbox (
    sender text not null,
    message_id text not null,
    content_hash bytea not null,
    about uuid,
    received_at timestamptz not null,
    primary key (sender, message_id)
);
create table work_item (
    id uuid primary key,
    version int not null,
    kind text not null,
    about uuid,
    title text not null,
    priority smallint not null,
    deadline timestamptz not null,
    state text not null check (state in ('open', 'geclaimd', 'afgehandeld')),
    claimed_by text,
    decided_by text,
    decision text,
    reason text,
    details jsonb not null,
    opened_at timestamptz not null,
    changed_at timestamptz not null
);
create index work_item_open on work_item (priority desc, deadline, id) where state <> 'afgehandeld';
create index work_item_about on work_item (about);
create table dead_letter (
    topic text not null,
    part int not null,
    "offset" bigint not null,
    error text not null,
    reason text not null,
    work_item_id uuid not null references work_item deferrable initially deferred,
    seen_at timestamptz not null,
    key bytea,
    value bytea,
    headers text not null,
    primary key (topic, part, "offset")
);
create table audit (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    who text not null,
    what text not null,
    about uuid,
    rule_version text,
    details jsonb not null
);
create index audit_about on audit (about);
"""
"""progress, outbox (daily partitions), delivery, inbox, work_item, dead_letter, audit."""
