"""Between routing and a party: the offer, and what the party answers.

`OverdrachtAangebodenV1` travels as JWE (compact, ECDH-ES+A256KW, A256GCM) to the key of the contact
in the registry: the CloudEvent's data is that string, content type `application/jose`. The other
events hold no personal data and travel as plain JSON.
"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from vt_contracts.codes import Aanleiding, Aard, Urgentie, Vervolg, WeigerReden
from vt_contracts.contract import Gegevens, Kenmerk, Regel, StrikteGegevens, contract
from vt_contracts.melding import Betrokkene


class OverOverdracht(Gegevens):
    """Which offer: an overdracht in its round (1, 2 … when offered anew)."""

    overdracht_id: UUID
    melding_id: UUID
    nummer: str
    ronde: int


@contract("overdracht.aangeboden", 1)
class OverdrachtAangebodenV1(OverOverdracht):
    """The offer: why, who, what was seen, what we advise, and until when we wait for an answer.

    `bevestiging` says what is asked: `ontvangst` (doorzetten: technical receipt is enough) or
    `acceptatie` (a named person accepts, then says that the work has started).
    """

    partij: str
    gemeente: str
    team: str
    urgentie: Urgentie
    vervolg: Vervolg
    bevestiging: str
    aangeboden_op: AwareDatetime
    antwoord_voor: AwareDatetime
    antwoord_topic: str
    aanleiding: list[Aanleiding] = []
    aard: list[Aard] = []
    toelichting: str = ""
    risicofactoren: list[str] = []
    advies: str = ""
    betrokkenen: list[Betrokkene]
    vragen_aan: str = ""
    zaaknummer: str | None = None
    proefbericht: bool = False


@contract("overdracht.herinnerd", 1)
class OverdrachtHerinnerdV1(OverOverdracht):
    """We have no answer yet; `antwoord_voor` is the moment at which we ask somebody else."""

    urgentie: Urgentie
    antwoord_voor: AwareDatetime
    antwoord_topic: str


class OverdrachtAntwoord(StrikteGegevens):
    """What every answer of a party holds; `zaaknummer` is the party's own, kept and echoed."""

    overdracht_id: UUID
    zaaknummer: Kenmerk | None = None


@contract("overdracht.ontvangen", 1)
class OverdrachtOntvangenV1(OverdrachtAntwoord):
    """Technical receipt: the offer arrived and could be decrypted."""


@contract("overdracht.geaccepteerd", 1)
class OverdrachtGeaccepteerdV1(OverdrachtAntwoord):
    """A named person of the party takes it on."""

    door: Annotated[Regel, Field(min_length=1)]
    team: Regel | None = None


@contract("overdracht.geweigerd", 1)
class OverdrachtGeweigerdV1(OverdrachtAntwoord):
    """The party does not take it on; a person at Veilig Thuis decides what follows."""

    reden: WeigerReden
    toelichting: Regel = ""
    voorgestelde_gemeente: Annotated[str, Field(pattern=r"^GM[0-9]{4}$")] | None = None


@contract("overdracht.gestart", 1)
class OverdrachtGestartV1(OverdrachtAntwoord):
    """The work has really started: only now does the responsibility of Veilig Thuis end."""

    gestart_op: AwareDatetime
