"""The first schema of notification."""

from vt_messaging.migrations import run_script
from vt_messaging.schema import TABLES_V1

revision = "0001"
down_revision = None

NOTIFICATION = """
create table melderdossier (
    melding_id uuid primary key,
    version int not null,
    nummer text not null,
    melder_versie int not null,
    soort text,
    urgentie text,
    ontvangen_op timestamptz,
    partner text,
    bericht_id text,
    kenmerk text,
    per_mail boolean not null,
    proefbericht boolean not null,
    contact bytea,
    momenten jsonb not null
) with (fillfactor = 70);
comment on column melderdossier.soort is 'null until the melder is known; facts may come first';
comment on column melderdossier.contact is 'sealed with the service key; null for partner systems';
comment on column melderdossier.momenten is
    'per moment the newest fact, and which one was told, by which way and policy version';
"""


def upgrade() -> None:
    """Messaging's tables and notification's own."""
    run_script(TABLES_V1)
    run_script(NOTIFICATION)
