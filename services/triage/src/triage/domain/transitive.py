"""Who else somebody is, through others: certain links of persons, followed while nobody contradicts.

Default of the domain: person links are transitive only while no pair contradicts, and what a person
took apart stays apart.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from uuid import UUID

from triage.domain.linking import Koppeling, Soort, Stand, Vermelding, contradict
from triage.domain.matching.persons import Persoon

Plek = tuple[UUID, int]
"""A melding, and a place among its betrokkenen."""


def reached(
    start: Plek, koppelingen: Sequence[Koppeling], vermeldingen: Mapping[UUID, Vermelding]
) -> list[Plek]:
    """Every mention of the person at `start` by certain links, nearest first, without itself.

    A mention that contradicts one that was reached, or that a person took apart from it, is left
    out, and what lies behind it is not sought.
    """
    certain: dict[Plek, list[Plek]] = {}
    apart: set[frozenset[Plek]] = set()
    for link in koppelingen:
        if link.soort is not Soort.PERSOON or link.persoon is None or link.andere_persoon is None:
            continue
        here = (link.melding_id, link.persoon)
        there = (link.andere_melding_id, link.andere_persoon)
        if link.stand is Stand.ZEKER:
            certain.setdefault(here, []).append(there)
            certain.setdefault(there, []).append(here)
        elif link.stand is Stand.LOSGEMAAKT:
            apart.add(frozenset((here, there)))
    one = _person(start, vermeldingen)
    if one is None:
        return []
    group: dict[Plek, Persoon] = {start: one}
    waiting = deque([start])
    while waiting:
        for place in certain.get(waiting.popleft(), ()):
            person = _person(place, vermeldingen)
            if place in group or person is None:
                continue
            if any(
                frozenset((place, known)) in apart or contradict(person, other)
                for known, other in group.items()
            ):
                continue
            group[place] = person
            waiting.append(place)
    return list(group)[1:]


def _person(place: Plek, vermeldingen: Mapping[UUID, Vermelding]) -> Persoon | None:
    """The mention at this place; None when the melding is gone or became shorter."""
    vermelding = vermeldingen.get(place[0])
    if vermelding is None or place[1] >= len(vermelding.personen):
        return None
    return vermelding.personen[place[1]]
