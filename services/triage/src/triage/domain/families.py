"""Whether a family is known already, by exact key.

Known = another melding with the same key is about HG or KM, or that is still undecided. Meldingen
that are not about HG or KM make no family known, so their keys are not kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from vt_contracts.codes import Antwoord

from triage.domain.facts import Familie

MAKES_KNOWN = (Antwoord.JA, Antwoord.ONBEKEND)


class Asked(NamedTuple):
    """A key, and the melding that asks; its own rows do not make it known."""

    sleutel: bytes
    melding_id: UUID


class Found(NamedTuple):
    """What is kept under a key: its last number (0: nothing), the strongest answer of others."""

    last_number: int
    others: Antwoord | None


NOTHING = Found(0, None)
"""What is kept under most keys."""


class FamilyKey(NamedTuple):
    """A row to keep. `volgnummer` counts per key.

    Two writers that saw the same rows choose the same number, so the second fails and decides
    again: of two meldingen about one family at the same moment, one always sees the other.
    """

    sleutel: bytes
    volgnummer: int
    melding_id: UUID
    hgkm: Antwoord


class Families:
    """What is known of families at this point of a batch; grows as its meldingen are handled."""

    def __init__(self, found: Mapping[Asked, Found]) -> None:
        # By key alone: under most there is nothing, and to look up by UUID is slow.
        self._last_numbers: dict[bytes, int] = {}
        self._others: dict[bytes, dict[UUID, Antwoord]] = defaultdict(dict)
        for (sleutel, melding_id), (last_number, others) in found.items():
            self._last_numbers[sleutel] = last_number
            if others is not None:
                self._others[sleutel][melding_id] = others
        self._added: dict[bytes, list[FamilyKey]] = defaultdict(list)

    def known(self, melding_id: UUID, keys: Sequence[bytes]) -> Familie:
        """What earlier meldingen, stored or in this batch, say of the family with these keys."""
        if not keys:
            return Familie.NIET_NA_TE_GAAN
        answers: set[Antwoord] = set()
        for key in keys:
            if key in self._others and melding_id in self._others[key]:
                answers.add(self._others[key][melding_id])
            if key in self._added:
                answers.update(r.hgkm for r in self._added[key] if r.melding_id != melding_id)
        if Antwoord.JA in answers:
            return Familie.BEKEND_MET_HGKM
        return Familie.BEKEND_ONBESLIST if answers else Familie.NIET_BEKEND

    def add(self, melding_id: UUID, keys: Sequence[bytes], hgkm: Antwoord) -> None:
        """Notes that this melding has these keys, when it can make a family known."""
        if hgkm not in MAKES_KNOWN:
            return
        for key in keys:
            rows = self._added[key]
            number = self._last_numbers.get(key, 0) + len(rows) + 1
            rows.append(FamilyKey(key, number, melding_id, hgkm))

    @property
    def added(self) -> list[FamilyKey]:
        """The new rows, sorted: all writers take them in the same order."""
        return sorted(row for rows in self._added.values() for row in rows)
