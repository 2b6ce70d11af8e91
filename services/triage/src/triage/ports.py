"""What triage's handlers need from storage."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from vt_contracts.codes import Urgentie
from vt_messaging.unit import Unit
from vt_messaging.work_items.domain import Item

from triage.domain.acuut import Acuut
from triage.domain.afstemming import Afstemming
from triage.domain.klok import Klok
from triage.domain.linking import Koppeling
from triage.domain.onderzoek import Onderzoek
from triage.domain.radar import Held, Sleutel
from triage.domain.triage import Triage
from triage.domain.verrijking import Verzoek
from triage.domain.zicht import Wijze, Zicht


@dataclass(frozen=True, slots=True)
class AuditLine:
    """A line of the audit about a melding."""

    at: datetime
    who: str
    what: str
    rule_version: str | None
    details: dict[str, Any]


class Toelichting(NamedTuple):
    """What a person wrote with what they did (`bij`, `bij_id`); `inhoud` is sealed."""

    id: UUID
    melding_id: UUID
    bij: str
    bij_id: UUID
    door: str
    op: datetime
    inhoud: bytes


class Gezocht(NamedTuple):
    """Up to which decision overdrachten were looked for that nobody started (version 0: none)."""

    version: int
    tot: datetime
    tot_melding: UUID


class NietGestart(NamedTuple):
    """An overdracht that nobody started; `verantwoordelijk_sinds` as earlier clocks kept it."""

    melding_id: UUID
    besloten_op: datetime
    ontvangen_op: datetime
    urgentie: Urgentie
    verantwoordelijk_sinds: datetime | None


class LopendStore(Protocol):
    """Keeps clocks and onderzoeken; reads in sets."""

    async def running_klokken(self, unit: Unit, melding_ids: Collection[UUID]) -> list[Klok]:
        """The clocks that run for these meldingen."""
        ...

    async def open_onderzoeken(self, unit: Unit, melding_ids: Collection[UUID]) -> list[Onderzoek]:
        """The onderzoeken to these meldingen that wait or run."""
        ...

    def save_klok(self, unit: Unit, klok: Klok, loaded_version: int) -> None:
        """Keeps a clock in its new version."""
        ...

    def save_onderzoek(self, unit: Unit, onderzoek: Onderzoek, loaded_version: int) -> None:
        """Keeps an onderzoek in its new version."""
        ...


class KlokStore(LopendStore, Protocol):
    """What the handlers of clocks need besides."""

    async def triages(self, unit: Unit, melding_ids: Sequence[UUID]) -> dict[UUID, Triage]:
        """The triages of these meldingen, where there are any."""
        ...

    async def klokken_of(self, unit: Unit, melding_ids: Collection[UUID]) -> list[Klok]:
        """All clocks of these meldingen, the oldest first."""
        ...

    async def ringing(self, unit: Unit, now: datetime, most: int) -> list[Klok]:
        """The clocks of which there is something to tell, the oldest first."""
        ...

    async def running_after(self, unit: Unit, after: UUID, most: int) -> list[Klok]:
        """Clocks that run, a page in the order of their identity."""
        ...

    async def open_items(self, unit: Unit, melding_ids: Collection[UUID]) -> list[Item]:
        """The open work items about these meldingen."""
        ...

    async def gezocht(self, unit: Unit) -> Gezocht | None:
        """Up to where overdrachten were looked for; None: never."""
        ...

    async def not_started(
        self, unit: Unit, after: Gezocht, until: datetime, most: int
    ) -> list[NietGestart]:
        """Overdrachten decided after `after` up to `until` that nobody started, a page of them."""
        ...

    async def overgedragen(self, unit: Unit, melding_ids: Collection[UUID]) -> dict[UUID, int]:
        """The version of routing's last word on who started, by melding."""
        ...

    async def toelichtingen(
        self, unit: Unit, melding_ids: Collection[UUID], bij: str
    ) -> list[Toelichting]:
        """What people wrote with one kind of thing they did, sealed, the oldest first."""
        ...

    def save(self, unit: Unit, triage: Triage, loaded_version: int) -> None:
        """Keeps a triage in its new version."""
        ...

    def save_gezocht(self, unit: Unit, gezocht: Gezocht) -> None:
        """Keeps up to where overdrachten were looked for."""
        ...

    def keep_overgedragen(
        self, unit: Unit, melding_id: UUID, version: int, op: datetime | None
    ) -> None:
        """Keeps routing's newest word; an older one changes nothing."""
        ...

    def keep_toelichting(self, unit: Unit, toelichting: Toelichting) -> None:
        """Keeps what a person wrote."""
        ...


class OnderzoekStore(LopendStore, Protocol):
    """What the handlers of onderzoeken need besides."""

    async def onderzoeken(self, unit: Unit, ids: Collection[UUID]) -> list[Onderzoek]:
        """These onderzoeken, as far as there are any."""
        ...

    async def onderzoeken_of(self, unit: Unit, melding_ids: Collection[UUID]) -> list[Onderzoek]:
        """All onderzoeken to these meldingen, the oldest first."""
        ...

    async def toelichtingen(
        self, unit: Unit, melding_ids: Collection[UUID], bij: str
    ) -> list[Toelichting]:
        """What people wrote with one kind of thing they did, sealed, the oldest first."""
        ...

    def keep_toelichting(self, unit: Unit, toelichting: Toelichting) -> None:
        """Keeps what a person wrote."""
        ...


class ZichtStore(Protocol):
    """What the handlers of zicht op veiligheid need."""

    async def triages(self, unit: Unit, melding_ids: Sequence[UUID]) -> dict[UUID, Triage]:
        """The triages of these meldingen, where there are any."""
        ...

    async def zicht(self, unit: Unit, melding_ids: Collection[UUID]) -> dict[UUID, Zicht]:
        """What is kept about these meldingen."""
        ...

    def save_zicht(self, unit: Unit, zicht: Zicht, loaded_version: int) -> None:
        """Keeps it in its new version."""
        ...

    def keep_contact(
        self, unit: Unit, identity: UUID, melding_id: UUID, op: datetime, wijze: Wijze, who: str
    ) -> None:
        """Keeps a moment of contact."""
        ...

    def keep_toelichting(self, unit: Unit, toelichting: Toelichting) -> None:
        """Keeps what a person wrote."""
        ...


class AfstemmingStore(Protocol):
    """What the handlers of the afstemmingsoverleg need."""

    async def triages(self, unit: Unit, melding_ids: Sequence[UUID]) -> dict[UUID, Triage]:
        """The triages of these meldingen, where there are any."""
        ...

    async def afstemmingen(self, unit: Unit, ids: Collection[UUID]) -> list[Afstemming]:
        """These, as far as there are any."""
        ...

    async def on_agenda(self, unit: Unit, melding_ids: Collection[UUID]) -> list[Afstemming]:
        """Those of these meldingen that wait for an outcome."""
        ...

    def save_afstemming(self, unit: Unit, afstemming: Afstemming, loaded_version: int) -> None:
        """Keeps it in its new version."""
        ...

    def keep_toelichting(self, unit: Unit, toelichting: Toelichting) -> None:
        """Keeps what a person wrote."""
        ...


class TriageStore(LopendStore, Protocol):
    """Keeps triages and what people decided; reads in sets."""

    async def triages(self, unit: Unit, melding_ids: Sequence[UUID]) -> dict[UUID, Triage]:
        """The triages of these meldingen, where there are any."""
        ...

    async def decisions(
        self, unit: Unit, melding_ids: Sequence[UUID]
    ) -> dict[UUID, list[AuditLine]]:
        """Every decision about these meldingen, oldest first."""
        ...

    async def motivations(
        self, unit: Unit, melding_ids: Sequence[UUID]
    ) -> dict[tuple[UUID, int], bytes]:
        """What persons wrote with their decisions, sealed, by melding and version."""
        ...

    def save(self, unit: Unit, triage: Triage, loaded_version: int) -> None:
        """Keeps a triage in its new version."""
        ...

    def keep_motivation(self, unit: Unit, melding_id: UUID, version: int, sealed: bytes) -> None:
        """Keeps what a person wrote with a decision."""
        ...


class RadarStore(Protocol):
    """Keeps under which keys meldingen are found, and the links between them; reads in sets."""

    async def held(self, unit: Unit, keys: Sequence[int], most: int) -> Mapping[int, Held]:
        """What is kept under those of these keys that have anything: the `most` newest."""
        ...

    async def links_among(self, unit: Unit, melding_ids: Sequence[UUID]) -> list[Koppeling]:
        """The links of which both ends are among these meldingen."""
        ...

    async def links_of(self, unit: Unit, melding_ids: Sequence[UUID]) -> list[Koppeling]:
        """The links with these meldingen at either end."""
        ...

    async def links(self, unit: Unit, ids: Sequence[UUID]) -> dict[UUID, Koppeling]:
        """These links, where there are any."""
        ...

    def keep_keys(self, unit: Unit, rows: Sequence[Sleutel]) -> None:
        """Keeps new keys."""
        ...

    def save_link(self, unit: Unit, koppeling: Koppeling, loaded_version: int) -> None:
        """Keeps a link in its new version."""
        ...


@dataclass(frozen=True, slots=True)
class Due:
    """An acute melding to look at; `taken_by` names the person who took or decided it meanwhile."""

    acuut: Acuut
    taken_by: str | None


class AcuutStore(Protocol):
    """Keeps which acute meldingen wait for a person."""

    async def acute(self, unit: Unit, melding_ids: Sequence[UUID]) -> dict[UUID, Acuut]:
        """These acute meldingen, acknowledged ones too."""
        ...

    async def due(self, unit: Unit, now: datetime) -> list[Due]:
        """What waits and is to be paged for at `now`, and what a person took meanwhile."""
        ...

    def save_acute(self, unit: Unit, acuut: Acuut, loaded_version: int) -> None:
        """Keeps it in its new version."""
        ...


class VerzoekStore(Protocol):
    """Keeps what others were asked about a family."""

    async def verzoeken(self, unit: Unit, ids: Collection[UUID]) -> dict[UUID, Verzoek]:
        """These verzoeken, as far as there are any."""
        ...

    async def of_meldingen(self, unit: Unit, ids: Sequence[UUID]) -> dict[UUID, list[Verzoek]]:
        """All that was asked about these meldingen, oldest first."""
        ...

    async def overdue(self, unit: Unit, now: datetime) -> list[Verzoek]:
        """What waited until its deadline."""
        ...

    def save_verzoek(self, unit: Unit, verzoek: Verzoek, loaded_version: int) -> None:
        """Keeps it in its new version."""
        ...
