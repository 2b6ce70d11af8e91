"""The radar: narrow keys of persons and households, and links between meldingen.

Replaces the exact keys of families. Nothing is released yet, so no keys are carried over.
"""

from vt_messaging.migrations import run_script

revision = "0002"
down_revision = "0001"

RADAR = """
drop table familiesleutel;
create table radarsleutel (
    sleutel bigint not null,
    volgnummer int not null,
    melding_id uuid not null,
    primary key (sleutel, volgnummer)
);
comment on table radarsleutel is
    'Keyed hashes under which a melding is found as a candidate; what they are compared by is sealed '
    'in the dossier. One probe a key, however many rows it has.';
create table koppeling (
    id uuid primary key,
    version int not null,
    melding_id uuid not null,
    persoon smallint,
    andere_melding_id uuid not null,
    andere_persoon smallint,
    soort text not null check (soort in ('persoon', 'huishouden', 'adres')),
    stand text not null check (stand in ('zeker', 'waarschijnlijk', 'losgemaakt')),
    redenen jsonb not null,
    door text not null,
    op timestamptz not null,
    toelichting bytea
);
create index koppeling_melding on koppeling (melding_id);
create index koppeling_andere_melding on koppeling (andere_melding_id);
comment on column koppeling.persoon is 'Place among the betrokkenen; null: not through a person';
comment on column koppeling.toelichting is 'What a person wrote with their decision, sealed';
"""


def upgrade() -> None:
    """The radar's tables in the place of familiesleutel."""
    run_script(RADAR)
