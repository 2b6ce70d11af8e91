"""What a sender adds to a melding that it sent before, or corrects in it."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field

from vt_contracts.codes import Aanleiding, Aard, Antwoord, Voorselectie
from vt_contracts.contract import StrikteGegevens, Tekst, contract
from vt_contracts.events.aanlevering import BerichtId, BetrokkeneOpgave
from vt_contracts.melding import Signalen


class BetrokkeneAanvulling(BetrokkeneOpgave):
    """A person who is added, or corrected: `volgnummer` is their place in the melding (1, 2 …)."""

    volgnummer: Annotated[int, Field(ge=1, le=500)] | None = None


class AanvullingOpgave(StrikteGegevens):
    """What is new; everything that is left out stays as it was.

    Nothing is taken back by it: a signal that was *ja* stays so, the urgency never goes down.
    `acuut` is the estimate of a medewerker of Veilig Thuis.
    """

    signalen: Signalen = Signalen()
    huiselijk_geweld_of_kindermishandeling: Antwoord = Antwoord.ONBEKEND
    voorselectie: Voorselectie | None = None
    acuut: bool = False
    aanleiding: Annotated[list[Aanleiding], Field(max_length=9)] = []
    aard: Annotated[list[Aard], Field(max_length=11)] = []
    toelichting: Tekst = ""
    gebeurtenis_op: AwareDatetime | None = None
    betrokkenen: Annotated[list[BetrokkeneAanvulling], Field(max_length=50)] = []


@contract("aanlevering.aanvulling", 1)
class AanleveringAanvullingV1(AanvullingOpgave):
    """An addition on a partner's topic; `over` is the id of your message, or the number it got."""

    over: BerichtId
