"""A page as it goes to the provider: to whom, how, and a text that names no person."""

from __future__ import annotations

from vt_contracts.contract import Gegevens
from vt_messaging.records import Cause, Outgoing
from vt_messaging.unit import Unit

from triage.domain.acuut import Acuut
from triage.domain.piket import Dienstdoende, Wijze

CHANNEL = "oproep"
CONTENT_TYPE = "application/json"
EVENT_TYPE = "oproep"


class OproepBericht(Gegevens):
    """What the provider is asked: call or text this number with this text."""

    kenmerk: str
    naar: str
    wijze: Wijze
    tekst: str


def tekst(nummer: str) -> str:
    """All that a telephone in somebody's pocket may show: that it is acute, and which melding."""
    return f"Acuut: {nummer}"


def deliver(unit: Unit, cause: Cause, waits: Acuut, wie: Dienstdoende) -> str:
    """Hands the page over for delivery; gives its id, which stays the same however often sent.

    The destination is the function: a number that fails holds up no other.
    """
    identity = f"{waits.melding_id}:oproep:{waits.version}"
    bericht = OproepBericht(
        kenmerk=identity, naar=wie.telefoon, wijze=wie.wijze, tekst=tekst(waits.nummer)
    )
    unit.deliver_record(
        CHANNEL,
        wie.functie,
        identity,
        Outgoing(
            wie.functie,
            waits.melding_id.bytes,
            identity,
            EVENT_TYPE,
            CONTENT_TYPE,
            cause.traceparent,
            unit.now,
            bericht.model_dump_json().encode(),
        ),
    )
    return identity
