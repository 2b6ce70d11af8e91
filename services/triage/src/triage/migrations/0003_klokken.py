"""Clocks, onderzoeken, monitoring of safety, and the agenda with police and OM."""

from vt_messaging.migrations import run_script

revision = "0003"
down_revision = "0002"

KLOKKEN = """
create table klok (
    id uuid primary key,
    melding_id uuid not null,
    version int not null,
    soort text not null check (soort in ('triage', 'onderzoek', 'overdracht')),
    sinds timestamptz not null,
    deadline timestamptz not null,
    waarschuwen_op timestamptz not null,
    gemeld text not null check (gemeld in ('niets', 'bijna-verlopen', 'verlopen')),
    opgeschort boolean not null,
    opschortingen jsonb not null,
    verantwoordelijk_sinds timestamptz,
    klaar_op timestamptz,
    wekker_op timestamptz
);
comment on table klok is 'A row exists only where somebody must do something, or had to';
create unique index klok_loopt on klok (melding_id, soort) where klaar_op is null;
create index klok_melding on klok (melding_id);
create index klok_wekker on klok (wekker_op, id) where wekker_op is not null;
create index klok_soort on klok (soort, sinds) where klaar_op is null;

-- Overdrachten are found some time after their decision, so that one that starts at once never
-- takes a row. A range index costs next to nothing where meldingen are decided.
create index triage_besloten on triage using brin (besloten_op) with (pages_per_range = 16);
create table overdracht_gezocht (
    id int primary key check (id = 1),
    version int not null,
    tot timestamptz not null,
    tot_melding uuid not null
);
comment on table overdracht_gezocht is 'Up to which decision overdrachten were looked for';
create table overgedragen (
    melding_id uuid primary key,
    version int not null,
    op timestamptz
);
comment on table overgedragen is
    'When the party that has a melding started, as routing last told; no moment: given back';

create table onderzoek (
    id uuid primary key,
    melding_id uuid not null,
    version int not null,
    stand text not null check (stand in ('wacht', 'loopt', 'afgerond', 'vervallen')),
    besloten_op timestamptz not null,
    besloten_door text not null,
    gestart_op timestamptz,
    gestart_door text,
    overschrijding text,
    overschrijding_door text,
    overschrijding_tot timestamptz,
    bevinding jsonb,
    geeindigd_op timestamptz,
    geeindigd_door text
);
create index onderzoek_melding on onderzoek (melding_id);
create unique index onderzoek_open on onderzoek (melding_id) where stand in ('wacht', 'loopt');

create table toelichting (
    id uuid primary key,
    melding_id uuid not null,
    bij text not null,
    bij_id uuid not null,
    door text not null,
    op timestamptz not null,
    inhoud bytea not null
);
comment on table toelichting is 'What a person wrote with what they did, sealed';
create index toelichting_melding on toelichting (melding_id);

create table zicht (
    melding_id uuid primary key,
    version int not null,
    dagen int check (dagen between 1 and 28),
    wijze text,
    afgesproken_door text,
    afgesproken_op timestamptz,
    laatste_contact_op timestamptz,
    laatste_contact_door text
);
create table contactmoment (
    id uuid primary key,
    melding_id uuid not null,
    op timestamptz not null,
    wijze text not null,
    door text not null
);
create index contactmoment_melding on contactmoment (melding_id, op);

create table afstemming (
    id uuid primary key,
    melding_id uuid not null,
    version int not null,
    overleg_op timestamptz not null,
    aangemeld_op timestamptz not null,
    aangemeld_door text not null,
    uitkomst text,
    aanwezig jsonb,
    besproken_op timestamptz,
    besproken_door text
);
create unique index afstemming_open on afstemming (melding_id) where uitkomst is null;
create index afstemming_overleg on afstemming (overleg_op);
"""


def upgrade() -> None:
    """The new tables; nothing of a running version changes."""
    run_script(KLOKKEN)
