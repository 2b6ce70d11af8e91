"""Acute meldingen that wait for a person, and what others are asked about a family."""

from vt_messaging.migrations import run_script

revision = "0004"
down_revision = "0003"

ACUTE_MELDING = """
create table acute_melding (
    melding_id uuid primary key,
    version int not null,
    nummer text not null,
    sinds timestamptz not null,
    volgende_op timestamptz not null,
    oproepen int not null,
    opgeroepen jsonb not null,
    werkitem_id uuid,
    bevestigd_door text,
    bevestigd_op timestamptz
);
create index acute_melding_waits on acute_melding (volgende_op) where bevestigd_op is null;
comment on table acute_melding is
    'Only of acute meldingen: waits for a named person, and pages whoever is on duty until then';
"""
VERZOEK = """
create table verzoek (
    id uuid primary key,
    version int not null,
    melding_id uuid not null,
    partner text not null,
    doel text not null,
    vragen jsonb not null,
    gevraagd_door text not null,
    gevraagd_op timestamptz not null,
    antwoord_voor timestamptz not null,
    stand text not null check (stand in ('gevraagd', 'beantwoord', 'geweigerd', 'geen-antwoord')),
    weigering text,
    beantwoord_op timestamptz,
    inhoud bytea
);
create index verzoek_melding on verzoek (melding_id);
create index verzoek_waits on verzoek (antwoord_voor) where stand = 'gevraagd';
comment on column verzoek.inhoud is 'The answer or refusal as it came, sealed';
"""


def upgrade() -> None:
    """What waits for an acknowledgement, and what waits for an answer."""
    run_script(ACUTE_MELDING)
    run_script(VERZOEK)
