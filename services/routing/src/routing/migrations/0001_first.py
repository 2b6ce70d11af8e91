"""The first schema of routing."""

from vt_messaging.migrations import run_script
from vt_messaging.schema import TABLES_V1

revision = "0001"
down_revision = None

ROUTING = """
create table registry (
    version int primary key,
    digest bytea not null,
    geldig_op date not null,
    imported_at timestamptz not null,
    imported_by text not null,
    document jsonb not null
);
create table melding (
    id uuid primary key,
    version int not null,
    versie int not null,
    nummer text not null,
    besluit_versie int not null,
    vervolg text not null,
    urgentie text not null,
    moment text,
    ronde int not null,
    proefbericht boolean not null,
    changed_at timestamptz not null
) with (fillfactor = 80);
create table besluit (
    melding_id uuid not null,
    versie int not null,
    inhoud bytea not null,
    recorded_at timestamptz not null,
    primary key (melding_id, versie)
);
create table overdracht (
    id uuid primary key,
    version int not null,
    melding_id uuid not null,
    huishouden smallint not null,
    ronde int not null,
    besluit_versie int not null,
    gemeente text not null,
    partij text not null,
    contact text not null,
    team text not null,
    doelgroep text not null,
    urgentie text not null,
    vervolg text not null,
    bevestiging text not null,
    state text not null,
    aangeboden_op timestamptz not null,
    herinneren_op timestamptz not null,
    deadline timestamptz not null,
    wekker_op timestamptz,
    uitleg text not null,
    register_versie int not null,
    herinnerd_op timestamptz,
    geantwoord_op timestamptz,
    gestart_op timestamptz,
    zaaknummer text,
    door text,
    weiger_reden text,
    voorgestelde_gemeente text,
    toelichting bytea,
    unique (melding_id, huishouden, partij, ronde)
) with (fillfactor = 80);
create index overdracht_wekker on overdracht (wekker_op) where wekker_op is not null;
"""


def upgrade() -> None:
    """Messaging's tables and routing's own."""
    run_script(TABLES_V1)
    run_script(ROUTING)
