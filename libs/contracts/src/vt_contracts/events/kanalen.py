"""The forms of the channels besides phone, police and professionals.

They follow the rules of `aanlevering`: strict in form, lenient in detail, and who sent it follows
from the topic or the token.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field

from vt_contracts.codes import Hoedanigheid, Procesregie, Urgentie
from vt_contracts.contract import Kenmerk, Regel, Tekst, contract
from vt_contracts.events.aanlevering import MelderOpgave, MeldingOpgave
from vt_contracts.melding import EerdereMelding


@contract("aanlevering.burgermelding", 1)
class AanleveringBurgermeldingV1(MeldingOpgave):
    """A melding that a citizen fills in on a website; without `melder` it is anonymous."""

    melder: MelderOpgave | None = None
    hoedanigheid: Hoedanigheid = Hoedanigheid.ONBEKEND


@contract("aanlevering.strategische-melding", 1)
class AanleveringStrategischeMeldingV1(MeldingOpgave):
    """A melding by a procesregisseur of a gemeente or a Veiligheidshuis: it goes before others (S1).

    `waarom` says why it does, for the gedragswetenschapper who looks at it first.
    """

    procesregisseur: MelderOpgave
    namens: Procesregie
    waarom: Annotated[Tekst, Field(min_length=1)]
    zaaknummer: Kenmerk | None = None


@contract("aanlevering.andere-regio", 1)
class AanleveringAndereRegioV1(MeldingOpgave):
    """A melding that another Veilig Thuis region hands over, with what happened there.

    `oorspronkelijk_ontvangen_op` is when it reached that region; `urgentie` is theirs, and can
    raise ours.
    """

    regio: Annotated[Regel, Field(min_length=1)]
    contactpersoon: MelderOpgave
    zaaknummer: Kenmerk | None = None
    oorspronkelijk_ontvangen_op: AwareDatetime
    urgentie: Urgentie = Urgentie.REGULIER
    voorgeschiedenis: Annotated[list[EerdereMelding], Field(max_length=50)] = []
