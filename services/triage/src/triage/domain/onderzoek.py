"""An onderzoek by Veilig Thuis, from a person's decision to its outcome.

It waits, is started by somebody, may overrun on purpose with a reason, and is finished. Ten weeks
from the decision are its clock's (`klok`), and so is suspending it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from vt_contracts.codes import Aanleiding, Aard, UitkomstOnderzoek, Vervolg, VervolgOnderzoek
from vt_kalender import end_of_day

from triage.domain.triage import aard_past
from triage.domain.weigering import Weigering

NA_DE_GEBOORTE = timedelta(weeks=6)
"""An onderzoek about a zwangere risico-ouder is closed six weeks after the birth (S3, note 5)."""


class Stand(StrEnum):
    """Where an onderzoek is; *vervallen*: another decision came before it was started."""

    WACHT = "wacht"
    LOOPT = "loopt"
    AFGEROND = "afgerond"
    VERVALLEN = "vervallen"


class Overschrijding(StrEnum):
    """Why an onderzoek takes longer on purpose (S3, 2.2); any other overrun is no choice."""

    MULTIPROBLEEMGEZIN = "multiprobleemgezin"
    SEKSUEEL_MISBRUIK = "seksueel-misbruik"
    MDCK = "mdck"
    OUDERENMISHANDELING = "ouderenmishandeling"
    ZWANGERE_RISICO_OUDER = "zwangere-risico-ouder"


@dataclass(frozen=True, slots=True)
class Bevinding:
    """What an onderzoek found, and where the case goes."""

    uitkomst: tuple[UitkomstOnderzoek, ...]
    aard: tuple[Aard, ...]
    aanleiding: tuple[Aanleiding, ...]
    vervolg: tuple[VervolgOnderzoek, ...]


@dataclass(frozen=True, slots=True)
class Onderzoek:
    """One onderzoek; until `overschrijding_tot` an overrun is on purpose (None: until its end)."""

    id: UUID
    melding_id: UUID
    version: int
    stand: Stand
    besloten_op: datetime
    besloten_door: str
    gestart_op: datetime | None = None
    gestart_door: str | None = None
    overschrijding: Overschrijding | None = None
    overschrijding_door: str | None = None
    overschrijding_tot: datetime | None = None
    bevinding: Bevinding | None = None
    geeindigd_op: datetime | None = None
    geeindigd_door: str | None = None

    @property
    def open(self) -> bool:
        """Whether somebody must still do something."""
        return self.stand in (Stand.WACHT, Stand.LOOPT)


def begin(onderzoek: Onderzoek, who: str, now: datetime) -> Onderzoek | Weigering:
    """Started by `who`; once."""
    if onderzoek.stand is not Stand.WACHT:
        return Weigering(f"Dit onderzoek is {onderzoek.stand.value}{_by(onderzoek)}.")
    return _next(onderzoek, stand=Stand.LOOPT, gestart_op=now, gestart_door=who)


def overrun(
    onderzoek: Onderzoek, reden: Overschrijding, geboorte_op: date | None, who: str
) -> Onderzoek | Weigering:
    """Taking longer on purpose; a birth, once there was one, says until when."""
    if onderzoek.stand is not Stand.LOOPT:
        return Weigering(
            f"Dit onderzoek is {onderzoek.stand.value}; alleen een lopend onderzoek kan bewust "
            "langer duren."
        )
    if geboorte_op is not None and reden is not Overschrijding.ZWANGERE_RISICO_OUDER:
        return Weigering("Een geboortedatum hoort alleen bij zwangere-risico-ouder.", "geboorteOp")
    until = None if geboorte_op is None else end_of_day(geboorte_op + NA_DE_GEBOORTE)
    return _next(onderzoek, overschrijding=reden, overschrijding_door=who, overschrijding_tot=until)


def conclude(
    onderzoek: Onderzoek, bevinding: Bevinding, besluit: Vervolg, who: str, now: datetime
) -> Onderzoek | Weigering:
    """Finished with what was found; `besluit` is the decision that follows for the melding."""
    if onderzoek.stand is not Stand.LOOPT:
        return Weigering(
            f"Dit onderzoek is {onderzoek.stand.value}{_by(onderzoek)}; alleen een lopend "
            "onderzoek kan worden afgerond."
        )
    if (fault := contradiction(bevinding) or misfit(bevinding.vervolg, besluit)) is not None:
        return fault
    return _next(
        onderzoek, stand=Stand.AFGEROND, bevinding=bevinding, geeindigd_op=now, geeindigd_door=who
    )


def lapse(onderzoek: Onderzoek, who: str, now: datetime) -> Onderzoek:
    """Ended before it was started, because `who` decided otherwise about the melding."""
    return _next(onderzoek, stand=Stand.VERVALLEN, geeindigd_op=now, geeindigd_door=who)


_EEN_VAN = (
    frozenset({UitkomstOnderzoek.GEEN_HG, UitkomstOnderzoek.HG_NIET_BEVESTIGD,
               UitkomstOnderzoek.HG_BEVESTIGD}),
    frozenset({UitkomstOnderzoek.GEEN_KM, UitkomstOnderzoek.KM_NIET_BEVESTIGD,
               UitkomstOnderzoek.KM_BEVESTIGD}),
)  # fmt: skip
"""Of each of these groups an onderzoek can find one only."""
_BEVESTIGD = frozenset({UitkomstOnderzoek.HG_BEVESTIGD, UitkomstOnderzoek.KM_BEVESTIGD})
_NAAR_ANDEREN = frozenset(
    {Vervolg.OVERDRACHT, Vervolg.VEILIGHEIDSHUIS, Vervolg.DIRECT_INGRIJPEN,
     Vervolg.VOORWAARDEN_EN_VERVOLG}
)  # fmt: skip


def contradiction(bevinding: Bevinding) -> Weigering | None:
    """What in these codes cannot go together (Informatieprotocol)."""
    if not bevinding.uitkomst:
        return Weigering("Noem ten minste één uitkomst.", "uitkomst")
    if not bevinding.vervolg:
        return Weigering("Noem ten minste één vervolg.", "vervolgOnderzoek")
    found = frozenset(bevinding.uitkomst)
    if any(len(found & group) > 1 for group in _EEN_VAN):
        return Weigering("Van HG en van KM kan elk maar één uitkomst gelden.", "uitkomst")
    if VervolgOnderzoek.GEEN in bevinding.vervolg and len(set(bevinding.vervolg)) > 1:
        return Weigering(
            "'Geen' (21) kan niet samengaan met een ander vervolg.", "vervolgOnderzoek"
        )
    if found & _BEVESTIGD and not bevinding.aard:
        return Weigering("Bij een bevestigde uitkomst hoort ten minste één aard.", "aard")
    if found & _BEVESTIGD and not bevinding.aanleiding:
        return Weigering(
            "Bij een bevestigde uitkomst hoort ten minste één aanleiding.", "aanleiding"
        )
    if not aard_past(bevinding.aanleiding, bevinding.aard):
        return Weigering("Deze aard hoort bij kindermishandeling; noem die aanleiding.", "aard")
    return None


def misfit(vervolg: Sequence[VervolgOnderzoek], besluit: Vervolg) -> Weigering | None:
    """A case that goes to others is decided on to others; one that does not, ends."""
    if VervolgOnderzoek.GEEN in vervolg:
        if besluit is Vervolg.EINDE_BEMOEIENIS:
            return None
        return Weigering("Zonder vervolg eindigt de bemoeienis; kies einde-bemoeienis.", "besluit")
    if besluit in _NAAR_ANDEREN:
        return None
    return Weigering("Er is een vervolg bij anderen; kies een besluit dat daarbij past.", "besluit")


def _by(onderzoek: Onderzoek) -> str:
    who = onderzoek.geeindigd_door or onderzoek.gestart_door
    return "" if who is None else f" (door {who})"


def _next(onderzoek: Onderzoek, **fields: object) -> Onderzoek:
    return replace(onderzoek, version=onderzoek.version + 1, **fields)  # type: ignore[arg-type]
