"""Between triage and who may know more of a family: police, Veiligheidshuis, lokaal veld.

`VerrijkingGevraagdV1` travels as JWE (compact, ECDH-ES+A256KW, A256GCM) to the key of the partner:
the CloudEvent's data is that string, content type `application/jose`. An answer travels over a
topic that the partner alone may write and triage alone may read.
"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from vt_contracts.codes import Antwoord, Code, Urgentie
from vt_contracts.contract import Gegevens, Regel, StrikteGegevens, Tekst, contract
from vt_contracts.melding import Betrokkene, Signalen


class VerrijkingDoel(Code):
    """For what Veilig Thuis asks; each within its legal task (Wmo 2015, 4.1.1)."""

    VEILIGHEIDSBEOORDELING = "veiligheidsbeoordeling"
    ONDERZOEK = "onderzoek"


class VerrijkingVraag(Code):
    """What is asked."""

    GEVAAR_OP_DIT_MOMENT = "gevaar-op-dit-moment"
    EERDER_GEWELD_OF_MISHANDELING = "eerder-geweld-of-mishandeling"
    WAPENBEZIT = "wapenbezit"
    LOPENDE_STRAFZAAK = "lopende-strafzaak"
    HULP_BETROKKEN = "hulp-betrokken"
    MINDERJARIGEN_IN_HUIS = "minderjarigen-in-huis"


class VerrijkingWeigering(Code):
    """Why a partner does not tell."""

    GEEN_GRONDSLAG = "geen-grondslag"
    ONVOLDOENDE_GEGEVENS = "onvoldoende-gegevens"
    LOPEND_STRAFRECHTELIJK_ONDERZOEK = "lopend-strafrechtelijk-onderzoek"
    NIET_BEKEND = "niet-bekend"
    ANDERS = "anders"


@contract("verrijking.gevraagd", 1)
class VerrijkingGevraagdV1(Gegevens):
    """What we ask, about whom, for what, who asks, and until when we wait for an answer."""

    verzoek_id: UUID
    nummer: str
    doel: VerrijkingDoel
    vragen: list[VerrijkingVraag]
    urgentie: Urgentie
    gevraagd_door: str
    gevraagd_op: AwareDatetime
    antwoord_voor: AwareDatetime
    antwoord_topic: str
    betrokkenen: list[Betrokkene]


class VerrijkingAntwoord(StrikteGegevens):
    """What every answer of a partner holds."""

    verzoek_id: UUID


class Beantwoord(StrikteGegevens):
    """The answer to one question, with what the partner wants to add."""

    vraag: VerrijkingVraag
    antwoord: Antwoord
    toelichting: Tekst = ""


@contract("verrijking.gegeven", 1)
class VerrijkingGegevenV1(VerrijkingAntwoord):
    """What the partner knows; a signal that it answers with *ja* makes the melding acuut."""

    antwoorden: Annotated[list[Beantwoord], Field(max_length=50)] = []
    signalen: Signalen = Signalen()
    gegevens: Tekst = ""


@contract("verrijking.geweigerd", 1)
class VerrijkingGeweigerdV1(VerrijkingAntwoord):
    """The partner does not tell, and why."""

    reden: VerrijkingWeigering
    toelichting: Regel = ""
