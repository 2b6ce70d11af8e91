"""An acute melding waits for a person who says: I have it. Until then the duty roster is paged.

"An acute item that nobody has acknowledged within 5 minutes (default) pages the duty person; after
10 the next" (domain, Urgency). When everybody on duty was paged it starts again, beside an open
work item. Silence of any length never ends it: only a named person does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from triage.domain.piket import Dienstdoende, Piketrooster

ACUUT_ONBEVESTIGD = "acuut-onbevestigd"
"""The kind of work item that is open when the whole roster was paged in vain."""


@dataclass(frozen=True, slots=True)
class Oproeptermijnen:
    """How long an acute melding waits before the first page, and before each next one (default)."""

    eerste: timedelta = timedelta(minutes=5)
    volgende: timedelta = timedelta(minutes=5)


class Acuut(NamedTuple):
    """An acute melding that waits, or whom it was acknowledged by.

    `oproepen` counts all pages since it waits; `opgeroepen` names the functions of this round over
    the roster. `werkitem_id`: the work item that is open because nobody answered.
    """

    melding_id: UUID
    version: int
    nummer: str
    sinds: datetime
    volgende_op: datetime
    oproepen: int
    opgeroepen: tuple[str, ...]
    werkitem_id: UUID | None
    bevestigd_door: str | None
    bevestigd_op: datetime | None

    @property
    def waits(self) -> bool:
        """Whether nobody acknowledged it yet."""
        return self.bevestigd_op is None


def waiting(
    current: Acuut | None,
    melding_id: UUID,
    nummer: str,
    since: datetime,
    termijnen: Oproeptermijnen,
) -> Acuut:
    """An acute decision waits from `since`; what waits already goes on, its pages are not put off."""
    if current is not None and current.waits:
        return current
    return Acuut(
        melding_id=melding_id,
        version=1 if current is None else current.version + 1,
        nummer=nummer,
        sinds=since,
        volgende_op=since + termijnen.eerste,
        oproepen=0,
        opgeroepen=(),
        werkitem_id=None,
        bevestigd_door=None,
        bevestigd_op=None,
    )


def confirmed(current: Acuut, who: str, now: datetime) -> Acuut:
    """Acknowledged by `who`; the first who says so stays the one."""
    if not current.waits:
        return current
    return current._replace(version=current.version + 1, bevestigd_door=who, bevestigd_op=now)


def accepted(current: Acuut, who: str, at: datetime, now: datetime) -> Acuut:
    """A party's named person accepted at `at`: counts unless it was for an earlier decision."""
    return current if at < current.sinds else confirmed(current, who, now)


@dataclass(frozen=True, slots=True)
class Oproep:
    """A page: of whom, and what waits after it.

    `round_over`: everybody on duty was paged now. `nobody`: the roster names nobody for this moment.
    """

    acuut: Acuut
    wie: Dienstdoende
    round_over: bool
    nobody: bool


def page(
    current: Acuut, rooster: Piketrooster, termijnen: Oproeptermijnen, now: datetime
) -> Oproep:
    """The next page of `current`, which is due: whoever on duty was not yet paged in this round."""
    on_duty = rooster.on_duty(now)
    order = on_duty or (rooster.vangnet,)
    left = [one for one in order if one.functie not in current.opgeroepen]
    earlier = current.opgeroepen if left else ()
    wie, *rest = left or order
    return Oproep(
        acuut=current._replace(
            version=current.version + 1,
            volgende_op=now + termijnen.volgende,
            oproepen=current.oproepen + 1,
            opgeroepen=(*earlier, wie.functie),
        ),
        wie=wie,
        round_over=not rest,
        nobody=not on_duty,
    )
