"""What the rules may know of a melding: a small fixed vocabulary of closed questions.

Every answer is a code, never text of a person, so a rule can be read, checked and explained.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from vt_contracts.codes import Antwoord, Kanaal, Urgentie


class JaNee(StrEnum):
    """A question that the software itself can always answer."""

    JA = "ja"
    NEE = "nee"


class Selectie(StrEnum):
    """The police's pre-selection, or that there is none."""

    ERNSTIG = "ernstig"
    NIET_ERNSTIG = "niet-ernstig"
    GEEN = "geen"


class Familie(StrEnum):
    """What other meldingen say of this family, by what the radar links.

    MOGELIJK: no link is certain and one is likely, so a person must say.
    """

    BEKEND_MET_HGKM = "bekend-met-hgkm"
    BEKEND_ONBESLIST = "bekend-onbeslist"
    MOGELIJK_BEKEND = "mogelijk-bekend"
    NIET_BEKEND = "niet-bekend"
    NIET_NA_TE_GAAN = "niet-na-te-gaan"

    @property
    def bekend(self) -> bool:
        """Whether this family is known or may be; neither is passed on without a person."""
        return self not in (Familie.NIET_BEKEND, Familie.NIET_NA_TE_GAAN)


class Eerder(StrEnum):
    """With how many other meldingen about HG or KM this one is linked for certain."""

    GEEN = "geen"
    EEN = "een"
    TWEE = "twee"
    DRIE_OF_MEER = "drie-of-meer"

    @classmethod
    def of(cls, count: int) -> Eerder:
        """The answer for `count` meldingen."""
        return tuple(cls)[min(count, 3)]


class Gegevens(StrEnum):
    """Whether intake could use every detail that the decision rests on."""

    BRUIKBAAR = "bruikbaar"
    TWIJFELACHTIG = "twijfelachtig"


class SignaalInTekst(StrEnum):
    """What intake found in the free text: a signal for certain, possibly, or none."""

    ZEKER = "zeker"
    MOGELIJK = "mogelijk"
    NEE = "nee"


class Facts(NamedTuple):
    """One melding as the rules see it; `signalen` are the names of the signals answered *ja*."""

    urgentie: Urgentie
    kanaal: Kanaal
    voorselectie: Selectie
    signalen: tuple[str, ...]
    gevaar_op_dit_moment: Antwoord
    huiselijk_geweld_of_kindermishandeling: Antwoord
    aanleiding_gegeven: JaNee
    aard_past_bij_aanleiding: JaNee
    woonplaats_bekend: JaNee
    gegevens: Gegevens
    familie: Familie
    eerdere_meldingen: Eerder = Eerder.GEEN
    signaal_in_tekst: SignaalInTekst = SignaalInTekst.NEE

    @property
    def signaal(self) -> JaNee:
        """Whether any signal that makes a melding acuut was answered *ja*."""
        return JaNee.JA if self.signalen else JaNee.NEE


VOCABULARY: dict[str, type[StrEnum]] = {
    "urgentie": Urgentie,
    "kanaal": Kanaal,
    "voorselectie": Selectie,
    "signaal": JaNee,
    "gevaar_op_dit_moment": Antwoord,
    "huiselijk_geweld_of_kindermishandeling": Antwoord,
    "aanleiding_gegeven": JaNee,
    "aard_past_bij_aanleiding": JaNee,
    "woonplaats_bekend": JaNee,
    "gegevens": Gegevens,
    "familie": Familie,
    "eerdere_meldingen": Eerder,
    "signaal_in_tekst": SignaalInTekst,
}
"""The fields that a rule may ask about, each with its possible answers."""


def yes(value: object) -> JaNee:
    """The truth of `value` as an answer."""
    return JaNee.JA if value else JaNee.NEE
