"""Records of partners: who sent them, and what happens with one that cannot become a melding."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from vt_contracts.events.aanlevering import AanleveringGeweigerdV1
from vt_contracts.melding import Bevinding
from vt_contracts.parties import PARTNERS
from vt_contracts.topics import AANLEVERING, aanlevering_antwoord
from vt_messaging.records import Incoming, Refused
from vt_messaging.unit import Unit

from intake.domain.melding import Afzender
from intake.handlers.letters import LetterOf
from intake.ports import Sent


def letter_of(record: Incoming[Any]) -> LetterOf[Any]:
    """What a partner published, with who that is by its topic."""
    partner = _partner(record.topic)
    message_id = record.envelope.id
    return LetterOf(
        Afzender(PARTNERS[partner], partner, partner, message_id),
        Sent(partner, message_id),
        record.event,
        record.raw.value or b"",
    )


def reject(refused: Refused, unit: Unit) -> None:
    """Tells the partner whose record was refused why, all reasons at once."""
    raw = refused.raw
    event = AanleveringGeweigerdV1(
        bericht_id=refused.message_id,
        topic=raw.topic,
        partitie=raw.partition,
        offset=raw.offset,
        redenen=list(refused.bevindingen),
    )
    unit.deliver(
        refused,
        aanlevering_antwoord(_partner(raw.topic)),
        b"",
        event,
        f"geweigerd:{raw.topic}:{raw.partition}:{raw.offset}",
    )


@lru_cache(maxsize=100)
def _partner(topic: str) -> str:
    match = AANLEVERING.fullmatch(topic)
    if match is None:
        raise ValueError(f"{topic} is no aanlevering topic")
    return match["partner"]


def set_apart(unit: Unit, record: Incoming[Any], error: str, veld: str, tekst: str) -> None:
    """A readable record that cannot become a melding: dead letter, work item, word to the partner."""
    bevindingen = (Bevinding(veld=veld, tekst=tekst),)
    refused = Refused(record.raw, error, bevindingen, record.envelope.id, record.traceparent)
    unit.refuse(refused)
    reject(refused, unit)
