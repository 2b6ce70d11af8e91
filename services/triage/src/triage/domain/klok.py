"""The clocks of a melding: a term that somebody must keep, suspended and resumed by people.

A clock exists only while somebody must still do something. It counts whole days of Amsterdam, and
a day on whose end it was suspended does not count. Source of the terms: Uitvoeringsbesluit Wmo
2015, 4.1.7 to 4.1.9; of the shares on time: the norms of Veilig Thuis.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from vt_contracts.codes import Klok as Soort
from vt_contracts.codes import Moment
from vt_kalender import LAW, Kalender, end_of_day, local_day

from triage.domain.weigering import Weigering

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Norm:
    """A term in working days or in weeks, how long before its end to warn, and the share on time."""

    op_tijd: int
    """Percent that must be on time."""
    werkdagen: int = 0
    weken: int = 0
    waarschuw_werkdagen: int = 0
    waarschuw_weken: int = 0


NORMEN: Mapping[Soort, Norm] = {
    Soort.TRIAGE: Norm(op_tijd=90, werkdagen=5, waarschuw_werkdagen=1),
    Soort.ONDERZOEK: Norm(op_tijd=80, weken=10, waarschuw_weken=1),
    Soort.OVERDRACHT: Norm(op_tijd=80, weken=10, waarschuw_weken=1),
}
"""The warnings, and the share of overdrachten on time, are defaults."""


@dataclass(frozen=True, slots=True)
class Termijnen:
    """By which days and norms clocks run."""

    kalender: Kalender = LAW
    normen: Mapping[Soort, Norm] = field(default_factory=lambda: NORMEN)


class OpschortReden(StrEnum):
    """Why a clock stands still; what a person adds in words is kept sealed."""

    WACHT_OP_INFORMATIE = "wacht-op-informatie"
    BETROKKENE_ONBEREIKBAAR = "betrokkene-onbereikbaar"
    OP_VERZOEK_POLITIE_OM = "op-verzoek-politie-om"
    VERBLIJF_ELDERS = "verblijf-elders"
    ANDERS = "anders"


class Opschorting(NamedTuple):
    """A period in which a clock stood still; `tot` None: it still does."""

    van: datetime
    tot: datetime | None
    reden: OpschortReden
    door: str


class Gemeld(StrEnum):
    """What was told of a clock's end."""

    NIETS = "niets"
    BIJNA_VERLOPEN = "bijna-verlopen"
    VERLOPEN = "verlopen"


@dataclass(frozen=True, slots=True)
class Klok:
    """A clock of a melding; its deadline holds while it is not suspended.

    `verantwoordelijk_sinds`: since when Veilig Thuis answers for the safety; None while that is
    only from the moment at which triage becomes late (see `zicht`).
    """

    id: UUID
    melding_id: UUID
    version: int
    soort: Soort
    sinds: datetime
    deadline: datetime
    waarschuwen_op: datetime
    gemeld: Gemeld = Gemeld.NIETS
    opschortingen: tuple[Opschorting, ...] = ()
    verantwoordelijk_sinds: datetime | None = None
    klaar_op: datetime | None = None

    @property
    def opgeschort(self) -> bool:
        """Whether it stands still."""
        return bool(self.opschortingen) and self.opschortingen[-1].tot is None

    @property
    def wekker_op(self) -> datetime | None:
        """When there is something to tell; None: not by itself."""
        if self.klaar_op is not None or self.opgeschort or self.gemeld is Gemeld.VERLOPEN:
            return None
        return self.waarschuwen_op if self.gemeld is Gemeld.NIETS else self.deadline


def start(
    identity: UUID,
    melding_id: UUID,
    soort: Soort,
    sinds: datetime,
    termijnen: Termijnen,
    verantwoordelijk_sinds: datetime | None = None,
) -> Klok:
    """A clock that runs from `sinds`."""
    deadline, waarschuwen_op = _end(termijnen, soort, sinds, ())
    return Klok(
        id=identity,
        melding_id=melding_id,
        version=1,
        soort=soort,
        sinds=sinds,
        deadline=deadline,
        waarschuwen_op=waarschuwen_op,
        verantwoordelijk_sinds=verantwoordelijk_sinds,
    )


def suspend(klok: Klok, reden: OpschortReden, door: str, now: datetime) -> Klok | Weigering:
    """The clock standing still. One that ran out cannot be: that would hide that it is late."""
    if klok.opgeschort:
        wie = klok.opschortingen[-1].door
        return Weigering(f"Deze klok is al opgeschort, door {wie}.")
    if klok.deadline <= now:
        return Weigering("Deze klok is al verlopen; opschorten kan dan niet meer.")
    period = Opschorting(van=now, tot=None, reden=reden, door=door)
    return _next(klok, opschortingen=(*klok.opschortingen, period))


def resume(klok: Klok, now: datetime, termijnen: Termijnen) -> Klok | Weigering:
    """The clock running again; the days on which it stood still at midnight move its deadline."""
    if not klok.opgeschort:
        return Weigering("Deze klok is niet opgeschort.")
    *earlier, last = klok.opschortingen
    return _planned(klok, (*earlier, last._replace(tot=now)), now, termijnen)


def replan(klok: Klok, now: datetime, termijnen: Termijnen) -> Klok:
    """The clock by these days and norms: the same where they change nothing or it stands still."""
    if klok.opgeschort or klok.klaar_op is not None:
        return klok
    end = _end(termijnen, klok.soort, klok.sinds, klok.opschortingen)
    if end == (klok.deadline, klok.waarschuwen_op):
        return klok
    return _planned(klok, klok.opschortingen, now, termijnen)


def ring(klok: Klok, now: datetime) -> tuple[Klok, Moment] | None:
    """What is to be told at `now`; only the last when both moments passed."""
    if klok.wekker_op is None or klok.wekker_op > now:
        return None
    if klok.deadline <= now:
        return _next(klok, gemeld=Gemeld.VERLOPEN), Moment.KLOK_VERLOPEN
    return _next(klok, gemeld=Gemeld.BIJNA_VERLOPEN), Moment.KLOK_BIJNA_VERLOPEN


def answerable(klok: Klok, since: datetime | None) -> Klok:
    """The clock of a melding for whose safety VT is responsible since then."""
    return _next(klok, verantwoordelijk_sinds=since)


def finish(klok: Klok, now: datetime) -> Klok:
    """The clock at its end; from here on, or from when it became late, VT is responsible.

    One that stands still ends as it stood: its deadline was not reached.
    """
    late = klok.deadline < now and not klok.opgeschort
    since = klok.verantwoordelijk_sinds or (klok.deadline if late else now)
    periods = klok.opschortingen
    if klok.opgeschort:
        periods = (*periods[:-1], periods[-1]._replace(tot=now))
    gemeld = Gemeld.VERLOPEN if late else klok.gemeld
    if gemeld is Gemeld.VERLOPEN and not late:
        gemeld = Gemeld.BIJNA_VERLOPEN  # word of its end came after its deadline
    return _next(
        klok,
        klaar_op=now,
        opschortingen=periods,
        verantwoordelijk_sinds=since,
        gemeld=gemeld,
    )


def _end(
    termijnen: Termijnen, soort: Soort, sinds: datetime, periods: Sequence[Opschorting]
) -> tuple[datetime, datetime]:
    """The deadline and the moment to warn.

    Ten weeks that end on a closed day end on the next working day (Algemene termijnenwet, art. 1).
    """
    norm, kalender = termijnen.normen[soort], termijnen.kalender
    day, left = local_day(sinds), norm.werkdagen or norm.weken * 7
    while left > 0:
        day += _DAY
        if not _stood_still(day, periods) and (not norm.werkdagen or kalender.is_working_day(day)):
            left -= 1
    if not kalender.is_working_day(day):
        day = kalender.forward(day, 1)
    warn = kalender.back(day, norm.waarschuw_werkdagen) - timedelta(weeks=norm.waarschuw_weken)
    return end_of_day(day), end_of_day(warn)


def _stood_still(day: date, periods: Sequence[Opschorting]) -> bool:
    midnight = end_of_day(day)
    return any(p.van < midnight and (p.tot is None or p.tot >= midnight) for p in periods)


def _planned(
    klok: Klok, periods: tuple[Opschorting, ...], now: datetime, termijnen: Termijnen
) -> Klok:
    """With its new end; what was told of an end that is no longer near is told again later."""
    deadline, waarschuwen_op = _end(termijnen, klok.soort, klok.sinds, periods)
    gemeld = klok.gemeld
    if now < waarschuwen_op:
        gemeld = Gemeld.NIETS
    elif now < deadline and gemeld is Gemeld.VERLOPEN:
        gemeld = Gemeld.BIJNA_VERLOPEN
    return _next(
        klok,
        deadline=deadline,
        waarschuwen_op=waarschuwen_op,
        gemeld=gemeld,
        opschortingen=periods,
    )


def _next(klok: Klok, **fields: object) -> Klok:
    return replace(klok, version=klok.version + 1, **fields)  # type: ignore[arg-type]
