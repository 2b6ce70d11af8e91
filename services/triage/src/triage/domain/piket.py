"""Who is on duty for acute meldingen: periods, weekly hours, and whom to page when there is nobody.

Times are those of Europe/Amsterdam, as on the wall of whoever is on duty. A period (a holiday, a
swap) goes before the weekly hours. The names are those of functions, never of persons.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple

from vt_kalender import AMSTERDAM

_DAY = timedelta(days=1)


class Wijze(StrEnum):
    """How somebody is paged."""

    SMS = "sms"
    SPRAAK = "spraak"


class Dienstdoende(NamedTuple):
    """Somebody to page: the function, its telephone (E.164), and how."""

    functie: str
    telefoon: str
    wijze: Wijze


@dataclass(frozen=True, slots=True)
class Periode:
    """Who is on duty from `van` until `tot` (exclusive), local moments, in the order of paging."""

    van: datetime
    tot: datetime
    wie: tuple[Dienstdoende, ...]

    def covers(self, local: datetime) -> bool:
        return self.van <= local < self.tot


@dataclass(frozen=True, slots=True)
class Weekdienst:
    """Who is on duty each week on `dagen` (0 = Monday) from `van` until `tot`.

    A `tot` that is not after `van` is on the next day; 00:00 to 00:00 is a whole day.
    """

    dagen: frozenset[int]
    van: time
    tot: time
    wie: tuple[Dienstdoende, ...]

    def covers(self, local: datetime) -> bool:
        return any(self._begun_on(local.date() - back * _DAY, local) for back in (0, 1))

    def _begun_on(self, day: date, local: datetime) -> bool:
        if day.weekday() not in self.dagen:
            return False
        begin = datetime.combine(day, self.van)
        end = datetime.combine(day if self.tot > self.van else day + _DAY, self.tot)
        return begin <= local < end


@dataclass(frozen=True, slots=True)
class Piketrooster:
    """The duty roster of one version; `vangnet` is paged when it names nobody."""

    versie: str
    vangnet: Dienstdoende
    perioden: tuple[Periode, ...] = ()
    weekdiensten: tuple[Weekdienst, ...] = ()

    def on_duty(self, now: datetime) -> tuple[Dienstdoende, ...]:
        """Who is on duty at `now` (aware), in the order of paging; empty when nobody is."""
        local = now.astimezone(AMSTERDAM).replace(tzinfo=None)
        diensten: tuple[Periode | Weekdienst, ...] = (*self.perioden, *self.weekdiensten)
        for dienst in diensten:
            if dienst.covers(local):
                return dienst.wie
        return ()
