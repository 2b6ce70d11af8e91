"""Notification's storage on PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from typing_extensions import TypedDict
from vt_contracts.codes import MelderSoort, Moment, Urgentie, Vervolg
from vt_messaging.changes import Table
from vt_messaging.unit import Unit
from vt_messaging.vault import Vault

from notification.domain.dossier import Dossier, Stand
from notification.domain.facts import Feit
from notification.domain.melder import Contact, Melder
from notification.domain.table import Vertelmoment, Weg

MELDERDOSSIER = Table(
    "melderdossier",
    {
        "melding_id": "uuid",
        "version": "int",
        "nummer": "text",
        "melder_versie": "int",
        "soort": "text",
        "urgentie": "text",
        "ontvangen_op": "timestamptz",
        "partner": "text",
        "bericht_id": "text",
        "kenmerk": "text",
        "per_mail": "boolean",
        "proefbericht": "boolean",
        "contact": "bytea",
        "momenten": "jsonb",
    },
    ("melding_id",),
)
_COLUMNS = ", ".join(MELDERDOSSIER.columns)
_NO_MELDER: tuple[Any, ...] = (0, None, None, None, None, None, None, False, False)


class _FeitInhoud(TypedDict):
    """A `Feit` as it is kept, field by field."""

    schrijver: str
    versie: int
    moment: Moment
    op: datetime
    urgentie: Urgentie
    vervolg: Vervolg | None
    partij: str | None
    team: str | None
    politie_heeft_rol: bool


class _StandInhoud(TypedDict):
    """A `Stand` as it is kept; `verteld` is True when it is the fact itself."""

    feit: _FeitInhoud
    verteld: _FeitInhoud | bool | None
    weg: Weg | None
    beleid: str | None


# Told what each value is, pydantic writes it in a third of the time that finding out takes.
_MOMENTEN = TypeAdapter(dict[Vertelmoment, _StandInhoud]).serializer


class PostgresDossierStore:
    """`DossierStore`; name, mail address and phone number are sealed."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def load(self, unit: Unit, melding_ids: Collection[UUID]) -> dict[UUID, Dossier]:
        """The dossiers of these meldingen, in one query; nothing is opened yet."""
        rows = await unit.db.fetch(
            f"select {_COLUMNS} from melderdossier where melding_id = any($1::uuid[])",  # noqa: S608
            list(melding_ids),
        )
        return {row[0]: _dossier(row) for row in rows}

    def save(self, unit: Unit, dossier: Dossier) -> None:
        """Keeps a changed dossier; contact details that have just come in are sealed."""
        m = dossier.melder
        contact = dossier.contact
        if isinstance(contact, Contact):
            contact = self._sealed(contact, dossier.melding_id)
        about_melder = (
            _NO_MELDER
            if m is None
            else (
                m.versie, m.soort, m.urgentie, m.ontvangen_op, m.partner,
                m.bericht_id, m.kenmerk, m.per_mail, m.proefbericht,
            )
        )  # fmt: skip
        momenten = _momenten_json(dossier.momenten) if dossier.momenten else "{}"
        unit.save(
            MELDERDOSSIER,
            (
                dossier.melding_id, dossier.version + 1, dossier.nummer, *about_melder,
                contact, momenten,
            ),
            dossier.version,
        )  # fmt: skip

    def contact(self, dossier: Dossier) -> Contact:
        """Opens the contact details; an empty Contact when there are none."""
        match dossier.contact:
            case bytes() as sealed:
                opened = self._vault.open(sealed, dossier.melding_id.bytes)
                return Contact(**json.loads(opened))
            case Contact() as known:
                return known
            case _:
                return Contact()

    def _sealed(self, contact: Contact, about: UUID) -> bytes | None:
        given = {name: value for name, value in contact._asdict().items() if value is not None}
        return self._vault.seal(json.dumps(given).encode(), about.bytes) if given else None


def _dossier(row: Any) -> Dossier:
    melder = None
    if row[4] is not None:
        melder = Melder(
            versie=row[3],
            soort=MelderSoort(row[4]),
            urgentie=Urgentie(row[5]),
            ontvangen_op=row[6],
            partner=row[7],
            bericht_id=row[8],
            kenmerk=row[9],
            per_mail=row[10],
            proefbericht=row[11],
        )
    momenten = {} if row[13] == "{}" else _momenten(json.loads(row[13]))
    return Dossier(row[0], row[1], row[2], melder, row[12], momenten)


def _momenten_json(momenten: Mapping[Vertelmoment, Stand]) -> str:
    kept = {
        moment: {
            "feit": stand.feit._asdict(),
            # Mostly what is known was told: it need not be there twice.
            "verteld": True
            if stand.verteld == stand.feit
            else None
            if stand.verteld is None
            else stand.verteld._asdict(),
            "weg": stand.weg,
            "beleid": stand.beleid,
        }
        for moment, stand in momenten.items()
    }
    return _MOMENTEN.to_json(kept).decode()


def _momenten(given: Mapping[str, Any]) -> dict[Vertelmoment, Stand]:
    stands = {}
    for moment, stand in given.items():
        feit = _feit(stand["feit"])
        verteld = stand.get("verteld")
        if verteld is not None:
            verteld = feit if verteld is True else _feit(verteld)
        weg = stand.get("weg")
        stands[Vertelmoment(moment)] = Stand(
            feit, verteld, None if weg is None else Weg(weg), stand.get("beleid")
        )
    return stands


def _feit(given: Mapping[str, Any]) -> Feit:
    vervolg = given.get("vervolg")
    return Feit(
        given["schrijver"],
        given["versie"],
        Moment(given["moment"]),
        datetime.fromisoformat(given["op"]),
        Urgentie(given["urgentie"]),
        None if vervolg is None else Vervolg(vervolg),
        given.get("partij"),
        given.get("team"),
        given.get("politie_heeft_rol", False),
    )
