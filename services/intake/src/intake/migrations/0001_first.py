"""The first schema of intake."""

from vt_messaging.migrations import run_script
from vt_messaging.schema import TABLES_V1

revision = "0001"
down_revision = None

INTAKE = """
create sequence meldingsnummer cache 50;
create table melding (
    id uuid primary key,
    version int not null,
    nummer text not null unique,
    kanaal text not null,
    bron text not null,
    bericht_id text not null,
    ontvangen_op timestamptz not null,
    urgentie text not null,
    inhoud bytea not null,
    proefbericht boolean not null,
    recorded_at timestamptz not null
);
create table melding_status (
    melding_id uuid not null,
    schrijver text not null,
    version int not null,
    moment text not null,
    op timestamptz not null,
    urgentie text not null,
    vervolg text,
    partij text,
    primary key (melding_id, schrijver)
) with (fillfactor = 80);
"""


def upgrade() -> None:
    """Messaging's tables and intake's own."""
    run_script(TABLES_V1)
    run_script(INTAKE)
