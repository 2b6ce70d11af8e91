"""Carries out what was decided: facts, offers, reminders and work items, in the order decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from vt_contracts.cloudevents import JOSE
from vt_contracts.codes import Urgentie
from vt_contracts.events.melding import MeldingGetrieerdV1
from vt_contracts.events.overdracht import OverdrachtAangebodenV1
from vt_contracts.topics import MELDING_OVERGEDRAGEN, MELDING_STATUS, acuut
from vt_messaging import sealing
from vt_messaging.records import Cause, Outgoing
from vt_messaging.unit import Unit, WorkItem

from routing import translate
from routing.domain.dossier import Asked, Dossier, Effect, Offered, Reminded, Told
from routing.ports import BesluitKey

_OFFER_TYPE: str = OverdrachtAangebodenV1.contract_type  # type: ignore[attr-defined]
_STATUS_ACUUT = acuut(MELDING_STATUS)


class Consequences:
    """The effects of one batch, each with its cause; carried out together after all decisions."""

    def __init__(self) -> None:
        self._noted: list[tuple[Cause, Dossier, Sequence[Effect]]] = []

    def note(self, cause: Cause, dossier: Dossier) -> None:
        """Takes over the effects that the dossier noted since the last time."""
        self._noted.append((cause, dossier, dossier.drain()))

    def wanted(self) -> set[BesluitKey]:
        """The decisions whose content the offers among the effects need."""
        return {
            BesluitKey(dossier.id, offered.overdracht.besluit_versie)
            for dossier, offered in self._offers()
        }

    def carry_out(
        self,
        unit: Unit,
        besluiten: Mapping[BesluitKey, MeldingGetrieerdV1],
        vragen_aan: str,
    ) -> None:
        """Emits all of it; offers to one contact are encrypted together."""
        sealed = self._seal(besluiten, vragen_aan)
        for cause, dossier, effects in self._noted:
            prefix = f"{dossier.id}:{translate.SCHRIJVER}"
            for effect in effects:
                match effect:
                    case Told():
                        _tell(unit, cause, dossier, effect, prefix)
                    case Offered():
                        _offer(unit, cause, dossier, effect, prefix, sealed)
                    case Reminded():
                        _remind(unit, cause, dossier, effect, prefix)
                    case Asked():
                        _ask(unit, dossier, effect)

    def _offers(self) -> Iterator[tuple[Dossier, Offered]]:
        for _, dossier, effects in self._noted:
            for effect in effects:
                if isinstance(effect, Offered):
                    yield dossier, effect

    def _seal(
        self, besluiten: Mapping[BesluitKey, MeldingGetrieerdV1], vragen_aan: str
    ) -> dict[Any, bytes]:
        by_key: dict[str, list[tuple[Any, bytes]]] = defaultdict(list)
        for dossier, offered in self._offers():
            overdracht = offered.overdracht
            besluit = besluiten[BesluitKey(dossier.id, overdracht.besluit_versie)]
            payload = translate.offer(dossier, overdracht, besluit, vragen_aan)
            assert offered.contact.sleutel is not None
            by_key[offered.contact.sleutel].append((overdracht.id, payload))
        sealed: dict[Any, bytes] = {}
        for jwk, offers in by_key.items():
            secrets = sealing.encrypt(jwk, [payload for _, payload in offers])
            sealed.update(zip((identity for identity, _ in offers), secrets, strict=True))
        return sealed


def _tell(unit: Unit, cause: Cause, dossier: Dossier, told: Told, prefix: str) -> None:
    topic = _STATUS_ACUUT if told.urgentie is Urgentie.ACUUT else MELDING_STATUS
    event = translate.status(dossier, told)
    unit.emit(cause, topic, dossier.id.bytes, event, f"{prefix}:{told.versie}:status")
    if told.moment in translate.OVERGEDRAGEN:
        # A record of its own, so that triage need not read every fact of every melding.
        unit.emit(
            cause,
            translate.in_lane(MELDING_OVERGEDRAGEN, told.urgentie),
            dossier.id.bytes,
            translate.overgedragen(dossier, told),
            f"{prefix}:{told.versie}:overgedragen",
        )


def _offer(
    unit: Unit,
    cause: Cause,
    dossier: Dossier,
    offered: Offered,
    prefix: str,
    sealed: Mapping[Any, bytes],
) -> None:
    overdracht = offered.overdracht
    topic = translate.offer_topic(overdracht)
    event_id = f"{prefix}:{overdracht.partij}:{overdracht.ronde}"
    unit.deliver_record(
        "kafka",
        topic,
        event_id,
        Outgoing(
            topic,
            dossier.id.bytes,
            event_id,
            _OFFER_TYPE,
            JOSE,
            cause.traceparent,
            unit.now,
            sealed[overdracht.id],
        ),
    )


def _remind(unit: Unit, cause: Cause, dossier: Dossier, reminded: Reminded, prefix: str) -> None:
    overdracht = reminded.overdracht
    unit.deliver(
        cause,
        translate.offer_topic(overdracht),
        dossier.id.bytes,
        translate.herinnerd(dossier, overdracht),
        f"{prefix}:{overdracht.partij}:{overdracht.ronde}:herinnering",
    )


def _ask(unit: Unit, dossier: Dossier, asked: Asked) -> None:
    details: dict[str, Any] = {"nummer": dossier.nummer, "uitleg": asked.uitleg}
    if asked.voorstel:
        details["voorstel"] = list(dict.fromkeys(asked.voorstel))
    if asked.overdracht_id is not None:
        details["overdrachtId"] = str(asked.overdracht_id)
    unit.open_work_item(
        WorkItem(
            kind=asked.question.value,
            title=asked.titel,
            about=dossier.id,
            priority=asked.urgentie.rank,
            deadline=asked.deadline,
            details=details,
        )
    )
