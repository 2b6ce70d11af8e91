"""Contract → domain for the radar: under which keys a melding is found, and whom it mentions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from vt_contracts.codes import Antwoord
from vt_contracts.events.melding import MeldingOntvangenV1
from vt_kalender import AMSTERDAM

from triage.domain.linking import Vermelding
from triage.domain.matching.keys import keys, traceable
from triage.domain.matching.persons import persoon
from triage.domain.triage import GEEN_HGKM, Triage


class Mentioned(NamedTuple):
    """The keyed hashes of a melding; `traceable` when a BSN or a household is among them.

    Without either nobody can say that a family is not known.
    """

    keys: Sequence[int]
    traceable: bool


def mentioned(
    melding: MeldingOntvangenV1, numbers: Callable[[Sequence[str]], Sequence[int]]
) -> Mentioned:
    """The keys of everybody in this melding, hashed by `numbers`."""
    found = keys(melding.betrokkenen)
    return Mentioned(hashed(found, numbers), traceable(found))


_LOW = 0xFFFF_FFFF


def hashed(found: dict[str, str], numbers: Callable[[Sequence[str]], Sequence[int]]) -> list[int]:
    """The keys as numbers: the upper half of keys that lie near each other is the same."""
    places = [near for near in found.values() if near]
    near = dict(zip(places, numbers(places), strict=True)) if places else {}
    return [
        number if not place else (near[place] & ~_LOW) | (number & _LOW)
        for place, number in zip(found.values(), numbers(list(found)), strict=True)
    ]


def vermelding(melding: MeldingOntvangenV1, triage: Triage | None) -> Vermelding:
    """The melding as the radar compares it.

    It is about HG or KM when it says so or a person found so. What is kept and says neither is
    undecided, also when a newer version takes back what an earlier one said: that is a person's.
    """
    found = (
        triage is not None
        and triage.decided_by_person
        and triage.vervolg is not None
        and triage.vervolg not in GEEN_HGKM
    )
    says = melding.huiselijk_geweld_of_kindermishandeling is Antwoord.JA
    day = melding.ontvangen_op.astimezone(AMSTERDAM).date()
    written = day.strftime("%Y%m%d")
    return Vermelding(
        melding_id=melding.melding_id,
        op=day,
        hgkm=Antwoord.JA if says or found else Antwoord.ONBEKEND,
        personen=tuple([persoon(b, written) for b in melding.betrokkenen]),
    )
