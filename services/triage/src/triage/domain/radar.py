"""What is known of the families in one batch, and of each other.

All meldingen of a batch are noted before the first is judged, so two about one family in one batch
see each other, whichever comes first. Meldingen that are not about HG or KM make no family known,
so they are not noted, and a proefbericht never is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from vt_contracts.codes import Antwoord

from triage.domain.facts import Eerder, Familie
from triage.domain.linking import Koppeling, Stand

MAKES_KNOWN = (Antwoord.JA, Antwoord.ONBEKEND)


@dataclass(frozen=True, slots=True)
class Radarbeleid:
    """What a region may choose (default): how long a household is taken to live where it was, and
    how many meldingen, the newest first, are looked at under one key (a shelter has thousands)."""

    huishouden_jaren: int = 5
    kandidaten: int = 8


class Held(NamedTuple):
    """What is kept under a key: its last number, and its newest meldingen."""

    last_number: int
    meldingen: tuple[UUID, ...]


Sleutel = tuple[int, int, UUID]
"""A row to keep: key, number under that key, melding. A plain tuple: there are a dozen a melding.

Two writers that saw the same rows choose the same number, so the second fails and decides again: of
two meldingen about one family at the same moment, one always sees the other.
"""


class Radar:
    """The keys of one batch: what was kept under them, and what this batch adds."""

    def __init__(self, asked: Sequence[int], held: Mapping[int, Held], most: int) -> None:
        self._asked = asked
        self._held = held
        self._most = most
        self._noted: dict[int, list[UUID]] = {}

    def note(self, melding_id: UUID, keys: Iterable[int]) -> None:
        """Keeps this melding under its keys, where it is not kept already."""
        held, noted = self._held, self._noted
        for key in keys:
            if key in held and melding_id in held[key].meldingen:
                continue
            if key in noted:
                noted[key].append(melding_id)
            else:
                noted[key] = [melding_id]

    def others(self, melding_id: UUID, keys: Iterable[int]) -> list[UUID]:
        """The other meldingen under any of these keys, sorted."""
        held, noted, most = self._held, self._noted, self._most
        found: list[UUID] = []
        for key in keys:
            if key in held:
                found += held[key].meldingen
            if key in noted:
                some = noted[key]
                # Under most keys is this melding alone, and to hash a UUID is slow.
                if len(some) > 1 or some[0] is not melding_id:
                    found += some[-most:]
        return sorted(set(found) - {melding_id}) if found else found

    @property
    def added(self) -> list[Sleutel]:
        """The new rows, in the order of `asked`, sorted: all writers take them in that order."""
        held, noted = self._held, self._noted
        rows: list[Sleutel] = []
        for key in self._asked:
            if key in noted:
                number = held[key].last_number if key in held else 0
                for melding_id in noted[key]:
                    number += 1
                    rows.append((key, number, melding_id))
        return rows


class Kennis(NamedTuple):
    """What the links of a melding say of its family, as the rules may know it."""

    familie: Familie
    eerder: Eerder


UNKNOWN = Kennis(Familie.NIET_BEKEND, Eerder.GEEN)
UNTRACEABLE = Kennis(Familie.NIET_NA_TE_GAAN, Eerder.GEEN)


def knowledge(
    melding_id: UUID, koppelingen: Sequence[Koppeling], answers: Mapping[UUID, Antwoord]
) -> Kennis:
    """What these links say; `answers` tell whether the other meldingen are about HG or KM."""
    certain = {k.other(melding_id) for k in koppelingen if k.stand is Stand.ZEKER}
    likely = {k.other(melding_id) for k in koppelingen if k.stand is Stand.WAARSCHIJNLIJK}
    said = {answers[other] for other in certain}
    if Antwoord.JA in said:
        familie = Familie.BEKEND_MET_HGKM
    elif said:
        familie = Familie.BEKEND_ONBESLIST
    else:
        familie = Familie.MOGELIJK_BEKEND if likely else Familie.NIET_BEKEND
    return Kennis(familie, Eerder.of(len(certain)))
