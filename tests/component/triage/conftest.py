"""Triage's handlers over a database in memory that refuses what PostgreSQL would refuse."""

from __future__ import annotations

import base64
import json
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from joserfc.jwk import ECKey
from triage.domain.acuut import Oproeptermijnen
from triage.handlers.acuut import AcuteMeldingen
from triage.handlers.dossiers import Dossiers
from triage.handlers.koppelingen import Koppelingen
from triage.handlers.meldingen import TriageMeldingen
from triage.handlers.radar import Recognition
from triage.handlers.verrijking import Verrijking
from triage.handlers.vragen import Beleid, Vragen
from triage.handlers.werkitems import TriageBesluiten
from triage.piketrooster import parse as parse_rooster
from triage.ruleset import FOLDER, load_versions
from triage_in_memory import (
    MemoryAcuut,
    MemoryItems,
    MemoryRadarStore,
    MemoryStore,
    MemoryVerzoeken,
)
from vt_contracts.cloudevents import Envelope
from vt_contracts.codes import Aanleiding, Antwoord, Hoedanigheid, Kanaal, Rol, Urgentie
from vt_contracts.events.melding import MeldingOntvangenV1, PolitieGegevens
from vt_contracts.melding import Adres, Betrokkene, Signalen
from vt_contracts.parties import VERRIJKERS
from vt_messaging.commands import Command
from vt_messaging.records import Incoming, Outgoing, Raw
from vt_messaging.unit import Unit
from vt_messaging.vault import Vault
from vt_messaging.work_items.handlers import WorkItems

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
BSN = "123456782"


NOBODY = Beleid({})
ROOSTER = """
versie = "proef-1"
vangnet = { functie = "vangnet", telefoon = "+31430000000", wijze = "spraak" }
[[week]]
dagen = ["ma", "di", "wo", "do", "vr"]
van = 08:00:00
tot = 20:00:00
wie = [
    { functie = "eerste", telefoon = "+31430000001", wijze = "sms" },
    { functie = "tweede", telefoon = "+31430000002", wijze = "spraak" },
]
"""


class Keten:
    """Triage over a memory store: what comes in, what went out."""

    def __init__(self, beleid: Beleid = NOBODY) -> None:
        self.store = MemoryStore()
        vault = Vault(base64.b64encode(b"k" * 32).decode())
        items = MemoryItems(self.store)
        self.regelsets = load_versions(FOLDER)
        self.rooster = parse_rooster(ROOSTER)
        self.acute = AcuteMeldingen(
            MemoryAcuut(self.store), items, lambda: self.rooster, Oproeptermijnen()
        )
        verzoeken = MemoryVerzoeken(self.store)
        self.keys = {
            partner: ECKey.generate_key("P-256", {"kid": f"{partner}-1"}) for partner in VERRIJKERS
        }
        public = {p: json.dumps(key.as_dict(private=False)) for p, key in self.keys.items()}
        radar_store = MemoryRadarStore(self.store)
        radar = Recognition(radar_store, self.store, vault)
        self.vragen = Vragen(verzoeken, self.store, vault, public, beleid)
        self.meldingen = TriageMeldingen(
            self.store, radar, items, vault, self.regelsets, self.acute, self.vragen
        )
        self.verrijking = Verrijking(verzoeken, self.store, vault, self.meldingen)
        self.koppelingen = Koppelingen(radar_store, self.store, items, vault, self.regelsets)
        self.dossiers = Dossiers(self.store, verzoeken, vault)
        self.werkitems = WorkItems(
            items, TriageBesluiten(self.store, radar, vault), self.dossiers.of_items
        )
        self.now = NOW
        self.sent: list[Outgoing] = []
        self.alarms: list[str] = []
        self.refused = 0
        self.asked: list[Any] = []
        self.pages: list[dict[str, Any]] = []
        self._offset = 0

    def later(self, **delta: float) -> None:
        self.now += timedelta(**delta)

    async def receive(self, *meldingen: MeldingOntvangenV1) -> list[Outgoing]:
        """One batch, decided and committed; returns what it emitted."""
        return await self._commit(
            lambda unit: self.meldingen.triage_meldingen(self.records(*meldingen), unit)
        )

    def records(self, *meldingen: MeldingOntvangenV1) -> list[Incoming[MeldingOntvangenV1]]:
        found = []
        for melding in meldingen:
            written = melding.model_dump_json(by_alias=True).encode()
            raw = Raw("melding.ontvangen.v1", 0, self._offset, None, written, (), 0)
            self._offset += 1
            envelope = Envelope("id", "source", "type", "application/json", None, None)
            found.append(Incoming(raw, envelope, melding, None))
        return found

    async def command(self, handle: Callable[..., Awaitable[Sequence[Any]]], *contents: Any) -> Any:
        """One batch of commands, committed; the answer, or a list when there were several."""
        commands = [Command(c, 0, self._offset + i, None) for i, c in enumerate(contents)]
        self._offset += len(contents)
        answers: list[Any] = []

        async def fill(unit: Unit) -> None:
            answers.extend(await handle(commands, unit))

        await self._commit(fill)
        return answers[0] if len(contents) == 1 else answers

    async def _commit(self, fill: Callable[[Unit], Awaitable[None]]) -> list[Outgoing]:
        unit = Unit(None, self.now, "triage")  # type: ignore[arg-type]
        await fill(unit)
        self.store.commit(unit.changes)
        self.sent += unit.outgoing
        self.alarms += unit.alarms
        self.refused += unit.dead_letters
        self.asked += [d for d in unit.deliveries if d.destination.startswith("verrijking.")]
        self.pages += [
            json.loads(d.outgoing.value) for d in unit.deliveries if d.channel == "oproep"
        ]
        return unit.outgoing

    def triage(self, melding: MeldingOntvangenV1) -> dict[str, Any]:
        return self.store.tables["triage"][(melding.melding_id,)]

    def items(self, state: str = "open") -> list[dict[str, Any]]:
        return [r for r in self.store.rows("work_item") if r["state"] == state]

    def audit(self, what: str) -> list[dict[str, Any]]:
        return [r for r in self.store.rows("audit") if r["what"] == what]


def told(sent: Iterable[Outgoing]) -> list[tuple[str, dict[str, Any]]]:
    """Topic and content of events."""
    return [(out.topic, json.loads(out.value)) for out in sent]


@pytest.fixture
def keten() -> Keten:
    return Keten()


@pytest.fixture
def tell() -> Callable[[Iterable[Outgoing]], list[tuple[str, dict[str, Any]]]]:
    return told


@pytest.fixture
def make() -> Callable[..., MeldingOntvangenV1]:
    """A melding about HG or KM without danger now; `number` is its identity."""

    def melding(number: int = 1, versie: int = 1, **changes: Any) -> MeldingOntvangenV1:
        signalen = changes.pop("signalen", {"gevaar_op_dit_moment": "nee"})
        bsn = changes.pop("bsn", None)
        huisnummer = changes.pop("huisnummer", str(number))
        content: dict[str, Any] = {
            "melding_id": UUID(int=number),
            "nummer": f"VT-2026-{number:07d}-1",
            "versie": versie,
            "kanaal": Kanaal.PROFESSIONAL,
            "bron": "jgz-zuid-limburg",
            "hoedanigheid": Hoedanigheid.JEUGDGEZONDHEIDSZORG,
            "ontvangen_op": NOW,
            "urgentie": Urgentie.REGULIER,
            "signalen": Signalen.model_validate(signalen),
            "huiselijk_geweld_of_kindermishandeling": Antwoord.JA,
            "aanleiding": [Aanleiding.KINDERMISHANDELING_ANDERS],
            "toelichting": "Het kind van Jansen is bang.",
            "betrokkenen": [
                Betrokkene(
                    rol=Rol.KIND,
                    bsn=bsn,
                    geslachtsnaam="Jansen",
                    adres=Adres(postcode="6211AB", huisnummer=huisnummer),
                )
            ],
        }
        return MeldingOntvangenV1(**(content | changes))

    return melding


@pytest.fixture
def zorg(make: Callable[..., MeldingOntvangenV1]) -> Callable[..., MeldingOntvangenV1]:
    """A police zorgmelding without HG or KM."""

    def melding(number: int = 1, versie: int = 1, **changes: Any) -> MeldingOntvangenV1:
        content: dict[str, Any] = {
            "kanaal": Kanaal.POLITIE,
            "bron": "politie-limburg",
            "hoedanigheid": Hoedanigheid.POLITIE,
            "huiselijk_geweld_of_kindermishandeling": Antwoord.NEE,
            "aanleiding": [],
            "toelichting": "",
            "politie": PolitieGegevens(incidentnummer="PL-1", mutatie="Verward persoon."),
        }
        return make(number, versie, **(content | changes))

    return melding
