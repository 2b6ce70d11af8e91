"""The first schema of triage."""

from vt_messaging.migrations import run_script
from vt_messaging.schema import TABLES_V1

revision = "0001"
down_revision = None

TRIAGE = """
create table triage (
    melding_id uuid primary key,
    version int not null,
    nummer text not null,
    gezien_versie int not null,
    urgentie text not null,
    stand text not null check (stand in ('wacht-op-besluit', 'besloten')),
    vervolg text,
    regelset text not null,
    regels jsonb not null,
    reden text not null,
    besloten_door text,
    besloten_op timestamptz,
    werkitem_id uuid,
    ontvangen_op timestamptz not null,
    deadline timestamptz,
    proefbericht boolean not null,
    dossier bytea not null
) with (fillfactor = 80);
comment on column triage.dossier is 'melding.ontvangen as it came, sealed';
create table familiesleutel (
    sleutel bytea not null,
    volgnummer int not null,
    melding_id uuid not null,
    hgkm text not null check (hgkm in ('ja', 'onbekend')),
    primary key (sleutel, volgnummer)
);
comment on table familiesleutel is
    'Keyed hashes of BSN and household. Looked up by its two indexes, one probe each, however many '
    'rows a key has; ja sorts before onbekend.';
create index familiesleutel_hgkm on familiesleutel (sleutel, hgkm);
create table motivering (
    melding_id uuid not null,
    version int not null,
    inhoud bytea not null,
    primary key (melding_id, version)
);
create index work_item_closed on work_item (changed_at desc) where state = 'afgehandeld';
comment on table motivering is 'What a person wrote with the decision of this version, sealed';
"""


def upgrade() -> None:
    """Messaging's tables and triage's own."""
    run_script(TABLES_V1)
    run_script(TRIAGE)
