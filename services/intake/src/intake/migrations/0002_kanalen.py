"""What more channels need: links, additions, look-up codes, adviesvragen."""

from vt_messaging.migrations import run_script

revision = "0002"
down_revision = "0001"

KANALEN = """
alter table melding add column gebeurtenis bytea, add column verwijst_naar uuid;
create index melding_gebeurtenis on melding (gebeurtenis) where gebeurtenis is not null;
create table aanvulling (
    melding_id uuid not null,
    version int not null,
    bron text not null,
    bericht_id text not null,
    inhoud bytea not null,
    snapshot bytea not null,
    recorded_at timestamptz not null,
    primary key (melding_id, version)
);
create table opzoekcode (
    code_hash bytea primary key,
    melding_id uuid not null,
    recorded_at timestamptz not null
);
create sequence adviesnummer;
create table adviesvraag (
    id uuid primary key,
    version int not null,
    nummer text not null unique,
    gevraagd_op timestamptz not null,
    gemeente text,
    hoedanigheid text not null,
    aanleiding text not null,
    advies bytea not null,
    gegeven_door text not null,
    proefbericht boolean not null,
    melding_id uuid,
    bewaren_tot timestamptz not null,
    recorded_at timestamptz not null
);
create index adviesvraag_gevraagd on adviesvraag (gevraagd_op);
"""


def upgrade() -> None:
    """New tables, and two columns that an older replica leaves empty."""
    run_script(KANALEN)
