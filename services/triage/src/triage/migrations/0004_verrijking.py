"""Acute meldingen that wait for a person."""

from vt_messaging.migrations import run_script

revision = "0004"
down_revision = "0001"

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


def upgrade() -> None:
    """What waits for an acknowledgement."""
    run_script(ACUTE_MELDING)
