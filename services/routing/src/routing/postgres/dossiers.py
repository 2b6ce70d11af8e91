"""Meldingen, decisions and overdrachten on PostgreSQL; what is said of people is sealed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from vt_contracts.codes import Moment, Urgentie, Vervolg, WeigerReden
from vt_contracts.events.melding import MeldingGetrieerdV1
from vt_messaging.changes import Row, Table
from vt_messaging.unit import Unit
from vt_messaging.vault import Vault

from routing.domain.dossier import Dossier
from routing.domain.overdracht import HOUSEHOLD, Bevestiging, Overdracht, State
from routing.domain.registry import Doelgroep
from routing.ports import BesluitKey

MELDING = Table(
    "melding",
    {
        "id": "uuid",
        "version": "int",
        "versie": "int",
        "nummer": "text",
        "besluit_versie": "int",
        "vervolg": "text",
        "urgentie": "text",
        "moment": "text",
        "ronde": "int",
        "proefbericht": "boolean",
        "changed_at": "timestamptz",
    },
    ("id",),
)
BESLUIT = Table(
    "besluit",
    {"melding_id": "uuid", "versie": "int", "inhoud": "bytea", "recorded_at": "timestamptz"},
    ("melding_id", "versie"),
)
OVERDRACHT = Table(
    "overdracht",
    {
        "id": "uuid",
        "version": "int",
        "melding_id": "uuid",
        "huishouden": "smallint",
        "ronde": "int",
        "besluit_versie": "int",
        "gemeente": "text",
        "partij": "text",
        "contact": "text",
        "team": "text",
        "doelgroep": "text",
        "urgentie": "text",
        "vervolg": "text",
        "bevestiging": "text",
        "state": "text",
        "aangeboden_op": "timestamptz",
        "herinneren_op": "timestamptz",
        "deadline": "timestamptz",
        "wekker_op": "timestamptz",
        "uitleg": "text",
        "register_versie": "int",
        "herinnerd_op": "timestamptz",
        "geantwoord_op": "timestamptz",
        "gestart_op": "timestamptz",
        "zaaknummer": "text",
        "door": "text",
        "weiger_reden": "text",
        "voorgestelde_gemeente": "text",
        "toelichting": "bytea",
    },
    ("id",),
)
_COLUMNS = ", ".join(
    [f"m.{name} as m_{name}" for name in MELDING.columns]
    + [f"o.{name}" for name in OVERDRACHT.columns]
)


def _select(condition: str) -> str:
    """`offset 0` keeps the planner, before it knows the tables' sizes, from reading all rows."""
    return (
        f"select {_COLUMNS} from melding m left join lateral "  # noqa: S608  our own names
        "(select * from overdracht where melding_id = m.id offset 0) o on true "
        f"where m.id {condition} order by m.id, o.ronde"
    )


_OF_MELDINGEN = _select("= any($1::uuid[])")
_OF_OVERDRACHTEN = _select("in (select melding_id from overdracht where id = any($1::uuid[]))")
_RINGING = _select(
    "in (select melding_id from overdracht where wekker_op <= $1 order by wekker_op limit $2)"
)


class PostgresDossierStore:
    """`DossierStore` on PostgreSQL."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def of_meldingen(self, unit: Unit, melding_ids: Collection[UUID]) -> dict[UUID, Dossier]:
        """The dossiers of these meldingen, by melding."""
        rows = await unit.db.fetch(_OF_MELDINGEN, list(melding_ids))
        return self._dossiers(rows)

    async def of_overdrachten(
        self, unit: Unit, overdracht_ids: Collection[UUID]
    ) -> dict[UUID, Dossier]:
        """The dossiers that these overdrachten belong to, by overdracht; one object per melding."""
        rows = await unit.db.fetch(_OF_OVERDRACHTEN, list(overdracht_ids))
        dossiers = self._dossiers(rows).values()
        return {o.id: dossier for dossier in dossiers for o in dossier.overdrachten}

    async def ringing(self, unit: Unit, now: datetime, most: int) -> list[Dossier]:
        """Dossiers with an offer whose alarm rang, the longest waiting first."""
        rows = await unit.db.fetch(_RINGING, now, most)
        return list(self._dossiers(rows).values())

    async def besluiten(
        self, unit: Unit, keys: Collection[BesluitKey]
    ) -> dict[BesluitKey, MeldingGetrieerdV1]:
        """Decisions as triage took them."""
        if not keys:
            return {}
        rows = await unit.db.fetch(
            "select b.melding_id, b.versie, b.inhoud from besluit b "
            "join unnest($1::uuid[], $2::int[]) u(m, v) on b.melding_id = u.m and b.versie = u.v",
            [key.melding_id for key in keys], [key.versie for key in keys],
        )  # fmt: skip
        found = {}
        for row in rows:
            plain = self._vault.open(row["inhoud"], row["melding_id"].bytes)
            key = BesluitKey(row["melding_id"], row["versie"])
            found[key] = MeldingGetrieerdV1.model_validate_json(plain)
        return found

    def keep_besluit(self, unit: Unit, key: BesluitKey, content: bytes) -> None:
        """Keeps a new decision (JSON), sealed."""
        sealed = self._vault.seal(content, key.melding_id.bytes)
        unit.insert(BESLUIT, (key.melding_id, key.versie, sealed, unit.now))

    def save(self, unit: Unit, dossiers: Sequence[Dossier]) -> None:
        """Writes what changed; the melding's row goes along with its overdrachten, as fence."""
        for dossier in sorted(dossiers, key=lambda d: d.id.int):
            changed = [o for o in dossier.overdrachten if o.changed]
            if not (changed or dossier.changed):
                continue
            unit.save(
                MELDING,
                (
                    dossier.id, dossier.version + 1, dossier.versie, dossier.nummer,
                    dossier.besluit_versie, dossier.vervolg.value, dossier.urgentie.value,
                    None if dossier.moment is None else dossier.moment.value, dossier.ronde,
                    dossier.proefbericht, unit.now,
                ),
                dossier.version,
            )  # fmt: skip
            for overdracht in changed:
                unit.save(OVERDRACHT, self._row(dossier, overdracht), overdracht.version)

    def _row(self, dossier: Dossier, o: Overdracht) -> Row:
        toelichting = o.toelichting
        return (
            o.id, o.version + 1, dossier.id, HOUSEHOLD, o.ronde, o.besluit_versie, o.gemeente,
            o.partij, o.contact, o.team, o.doelgroep.value, o.urgentie.value, o.vervolg.value,
            o.bevestiging.value, o.state.value, o.aangeboden_op, o.herinneren_op, o.deadline,
            o.wekker_op, o.uitleg, o.register_versie, o.herinnerd_op, o.geantwoord_op,
            o.gestart_op, o.zaaknummer, o.door,
            None if o.weiger_reden is None else o.weiger_reden.value, o.voorgestelde_gemeente,
            None if toelichting is None else self._vault.seal(toelichting.encode(), o.id.bytes),
        )  # fmt: skip

    def _dossiers(self, rows: Sequence[Any]) -> dict[UUID, Dossier]:
        dossiers: dict[UUID, Dossier] = {}
        for row in rows:
            dossier = dossiers.get(row["m_id"])
            if dossier is None:
                dossier = dossiers[row["m_id"]] = _melding(row)
            if row["id"] is not None:
                dossier.overdrachten.append(self._overdracht(row))
        return dossiers

    def _overdracht(self, row: Any) -> Overdracht:
        sealed, reden = row["toelichting"], row["weiger_reden"]
        return Overdracht(
            id=row["id"],
            version=row["version"],
            ronde=row["ronde"],
            besluit_versie=row["besluit_versie"],
            gemeente=row["gemeente"],
            partij=row["partij"],
            contact=row["contact"],
            team=row["team"],
            doelgroep=Doelgroep(row["doelgroep"]),
            urgentie=Urgentie(row["urgentie"]),
            vervolg=Vervolg(row["vervolg"]),
            bevestiging=Bevestiging(row["bevestiging"]),
            state=State(row["state"]),
            aangeboden_op=row["aangeboden_op"],
            herinneren_op=row["herinneren_op"],
            deadline=row["deadline"],
            wekker_op=row["wekker_op"],
            uitleg=row["uitleg"],
            register_versie=row["register_versie"],
            herinnerd_op=row["herinnerd_op"],
            geantwoord_op=row["geantwoord_op"],
            gestart_op=row["gestart_op"],
            zaaknummer=row["zaaknummer"],
            door=row["door"],
            weiger_reden=None if reden is None else WeigerReden(reden),
            voorgestelde_gemeente=row["voorgestelde_gemeente"],
            toelichting=None
            if sealed is None
            else self._vault.open(sealed, row["id"].bytes).decode(),
        )


def _melding(row: Any) -> Dossier:
    moment = row["m_moment"]
    return Dossier(
        id=row["m_id"],
        version=row["m_version"],
        versie=row["m_versie"],
        nummer=row["m_nummer"],
        besluit_versie=row["m_besluit_versie"],
        vervolg=Vervolg(row["m_vervolg"]),
        urgentie=Urgentie(row["m_urgentie"]),
        moment=None if moment is None else Moment(moment),
        ronde=row["m_ronde"],
        proefbericht=row["m_proefbericht"],
    )
