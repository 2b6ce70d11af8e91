"""A question to somebody who may know more of a family, and what its answer does to the decision.

Triage decides without waiting for it, so silence holds up nothing and is closed at its deadline. An
answer, late ones too, is held against the decision: it can raise the urgency and open the melding
again, and never lowers anything (domain, Urgency and Verrijken).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from vt_contracts.codes import Antwoord, Urgentie
from vt_contracts.events.verrijking import VerrijkingDoel, VerrijkingVraag, VerrijkingWeigering
from vt_kalender import LAW, end_of_day, local_day

from triage.domain.facts import Facts, Familie

WERKDAGEN = 2
BINNEN: Mapping[Urgentie, timedelta] = {
    Urgentie.ACUUT: timedelta(hours=1),
    Urgentie.HOOG: timedelta(hours=4),
}
"""How long an answer may take (default); regulier: until the end of the second working day."""
GEVAAR = "gevaar_op_dit_moment"


class Stand(StrEnum):
    """How a question stands."""

    GEVRAAGD = "gevraagd"
    BEANTWOORD = "beantwoord"
    GEWEIGERD = "geweigerd"
    GEEN_ANTWOORD = "geen-antwoord"


class Verzoek(NamedTuple):
    """A question to `partner`; `inhoud` is the answer as it came, sealed."""

    id: UUID
    version: int
    melding_id: UUID
    partner: str
    doel: VerrijkingDoel
    vragen: tuple[VerrijkingVraag, ...]
    gevraagd_door: str
    gevraagd_op: datetime
    antwoord_voor: datetime
    stand: Stand
    weigering: VerrijkingWeigering | None
    beantwoord_op: datetime | None
    inhoud: bytes | None

    @property
    def is_laat(self) -> bool:
        """Whether the answer came after the deadline."""
        return self.beantwoord_op is not None and self.beantwoord_op > self.antwoord_voor


def answer_before(urgentie: Urgentie, now: datetime) -> datetime:
    """Until when a question about a melding of this urgency waits (UTC)."""
    if urgentie in BINNEN:
        return now + BINNEN[urgentie]
    return end_of_day(LAW.forward(local_day(now), WERKDAGEN))


def answered(verzoek: Verzoek, inhoud: bytes, now: datetime) -> Verzoek:
    """With its answer; the first stays. An answer counts after a refusal or a silence too."""
    if verzoek.stand is Stand.BEANTWOORD:
        return verzoek
    return _changed(verzoek, now, Stand.BEANTWOORD, None, inhoud)


def refused(verzoek: Verzoek, reden: VerrijkingWeigering, inhoud: bytes, now: datetime) -> Verzoek:
    """With its refusal, unless it was answered or refused before."""
    if verzoek.stand in (Stand.BEANTWOORD, Stand.GEWEIGERD):
        return verzoek
    return _changed(verzoek, now, Stand.GEWEIGERD, reden, inhoud)


def silent(verzoek: Verzoek, now: datetime) -> Verzoek:
    """Closed without an answer once its deadline passed; what has one, or still may, stays."""
    if verzoek.stand is not Stand.GEVRAAGD or now < verzoek.antwoord_voor:
        return verzoek
    return verzoek._replace(version=verzoek.version + 1, stand=Stand.GEEN_ANTWOORD)


@dataclass(frozen=True, slots=True)
class Nieuws:
    """What an answer adds to what the rules know: signals answered *ja*, and a family known."""

    signalen: tuple[str, ...] = ()
    familie_bekend: bool = False

    def __bool__(self) -> bool:
        return bool(self.signalen) or self.familie_bekend


def nieuws(signalen: tuple[str, ...], antwoorden: Mapping[VerrijkingVraag, Antwoord]) -> Nieuws:
    """Of an answer: only *ja* adds anything; *nee* and *onbekend* take nothing away."""
    gevaar = antwoorden.get(VerrijkingVraag.GEVAAR_OP_DIT_MOMENT) is Antwoord.JA
    return Nieuws(
        signalen=tuple(dict.fromkeys((*signalen, *((GEVAAR,) if gevaar else ())))),
        familie_bekend=antwoorden.get(VerrijkingVraag.EERDER_GEWELD_OF_MISHANDELING) is Antwoord.JA,
    )


def enriched(facts: Facts, news: Nieuws) -> Facts:
    """The facts of a melding with what an answer adds; nothing in them becomes less."""
    return facts._replace(
        signalen=tuple(dict.fromkeys((*facts.signalen, *news.signalen))),
        gevaar_op_dit_moment=(
            Antwoord.JA if GEVAAR in news.signalen else facts.gevaar_op_dit_moment
        ),
        familie=Familie.BEKEND_MET_HGKM if news.familie_bekend else facts.familie,
    )


def _changed(
    verzoek: Verzoek,
    now: datetime,
    stand: Stand,
    weigering: VerrijkingWeigering | None,
    inhoud: bytes,
) -> Verzoek:
    return verzoek._replace(
        version=verzoek.version + 1,
        stand=stand,
        weigering=weigering,
        beantwoord_op=now,
        inhoud=inhoud,
    )
