"""Links between meldingen: through a person, a household or an address; certain, likely or undone.

Pure. A certain link makes a family known, a likely one is for a person to say, and what a person
undid is not linked again (domain: Known family and linking).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID, uuid5

from vt_contracts.codes import Antwoord

from triage.domain.matching.comparing import Blijkt, Zekerheid, birth_dates, compare, surnames
from triage.domain.matching.persons import Persoon

RADAR = "radar"
"""Who linked, when no person did."""
_LINKS = UUID("6f2d8f3e-40a5-4d0c-9c35-0c5f3a2e7b11")


class Soort(StrEnum):
    """Through what two meldingen are linked."""

    PERSOON = "persoon"
    HUISHOUDEN = "huishouden"
    ADRES = "adres"


class Stand(StrEnum):
    """How a link stands; undone is kept, so that it is not made again."""

    ZEKER = "zeker"
    WAARSCHIJNLIJK = "waarschijnlijk"
    LOSGEMAAKT = "losgemaakt"


class Vermelding(NamedTuple):
    """A melding as the radar sees it: when, about whom, and whether it is about HG or KM."""

    melding_id: UUID
    op: date
    hgkm: Antwoord
    personen: tuple[Persoon, ...]


class Treffer(NamedTuple):
    """What links a melding to another: places in their `betrokkenen` (None: not through a person)."""

    ander: UUID
    soort: Soort
    persoon: int | None
    andere_persoon: int | None
    stand: Stand
    redenen: tuple[str, ...]


class Koppeling(NamedTuple):
    """A link as it is kept. `door` is who decided it last, RADAR or a person; `toelichting` is
    what a person wrote with it, sealed. `persoon` None: not through a person."""

    id: UUID
    version: int
    melding_id: UUID
    persoon: int | None
    andere_melding_id: UUID
    andere_persoon: int | None
    soort: Soort
    stand: Stand
    redenen: tuple[str, ...]
    door: str
    op: datetime
    toelichting: bytes | None

    @property
    def by_person(self) -> bool:
        """Whether a person said so; the radar changes nothing about it."""
        return self.door != RADAR

    def other(self, melding_id: UUID) -> UUID:
        """The melding at the other end."""
        return self.andere_melding_id if melding_id == self.melding_id else self.melding_id


def link_id(melding_id: UUID, treffer: Treffer) -> UUID:
    """One identity for ever for one pair, whichever of both came first."""
    ends = sorted(
        ((str(melding_id), treffer.persoon), (str(treffer.ander), treffer.andere_persoon)),
        key=lambda end: end[0],
    )
    return uuid5(_LINKS, f"{treffer.soort}:{ends}")


def matches(nieuw: Vermelding, ander: Vermelding, years: int) -> list[Treffer]:
    """What links these two; where a person is certain, nothing less is said of that person.

    `years` is how long a household is taken to live where it was.
    """
    found = [
        (verdict, here, there)
        for here, one in enumerate(nieuw.personen)
        for there, other in enumerate(ander.personen)
        if (verdict := compare(one, other)).zekerheid is not Zekerheid.ANDERS
    ]
    certain = [f for f in found if f[0].zekerheid is Zekerheid.ZEKER]
    here_known = {here for _, here, _ in certain}
    there_known = {there for _, _, there in certain}
    likely = [
        f
        for f in found
        if f[0].zekerheid is Zekerheid.WAARSCHIJNLIJK
        and f[1] not in here_known
        and f[2] not in there_known
    ]
    links = [
        Treffer(
            ander.melding_id, Soort.PERSOON, here, there, _STAND[verdict.zekerheid], verdict.redenen
        )
        for verdict, here, there in (*certain, *likely)
    ]
    if not certain:
        links += _at_one_address(nieuw, ander, years)
    return links


_STAND = {Zekerheid.ZEKER: Stand.ZEKER, Zekerheid.WAARSCHIJNLIJK: Stand.WAARSCHIJNLIJK}


def _at_one_address(nieuw: Vermelding, ander: Vermelding, years: int) -> Iterator[Treffer]:
    """A household is people at an address in a period: one name there is one household.

    Other names at one address may be a partner, or a neighbour behind one door: a person looks.
    Beyond the period others may live there.
    """
    shared = {p.adres for p in nieuw.personen} & {p.adres for p in ander.personen} - {None}
    if not shared or abs((nieuw.op - ander.op).days) > years * 365:
        return
    here = [p for p in nieuw.personen if p.adres in shared and p.achternamen]
    there = [p for p in ander.personen if p.adres in shared and p.achternamen]
    same = any(surnames(a.achternamen, b.achternamen) >= Blijkt.BIJNA for a in here for b in there)
    if same:
        soort, stand, reden = Soort.HUISHOUDEN, Stand.ZEKER, "achternaam-gelijk"
    else:
        soort, stand, reden = Soort.ADRES, Stand.WAARSCHIJNLIJK, "achternaam-anders"
    yield Treffer(ander.melding_id, soort, None, None, stand, ("adres-gelijk", reden))


def contradict(een: Persoon, ander: Persoon) -> bool:
    """Whether these cannot be one person: other BSNs, or birth dates, or both names."""
    if een.bsn is not None and ander.bsn is not None and een.bsn != ander.bsn:
        return True
    if een.bsn is not None and een.bsn == ander.bsn:
        return compare(een, ander).zekerheid is not Zekerheid.ZEKER
    return birth_dates(een.geboren, ander.geboren) is Blijkt.TEGENSPRAAK


def consistent(
    treffers: Sequence[Treffer], others: Sequence[Vermelding], undone: Iterable[Koppeling]
) -> list[Treffer]:
    """Certain person links, transitive only while no pair contradicts; else they become likely.

    When somebody is certainly two that contradict each other, or that a person took apart, a person
    must say which.
    """
    by_id = {other.melding_id: other for other in others}
    apart = {
        frozenset(((k.melding_id, k.persoon), (k.andere_melding_id, k.andere_persoon)))
        for k in undone
        if k.soort is Soort.PERSOON
    }
    certain: dict[int, list[Treffer]] = {}
    for treffer in treffers:
        if treffer.persoon is not None and treffer.stand is Stand.ZEKER:
            certain.setdefault(treffer.persoon, []).append(treffer)
    doubted: set[Treffer] = set()
    for same in certain.values():
        for number, one in enumerate(same):
            for other in same[number + 1 :]:
                pair = frozenset(
                    ((one.ander, one.andere_persoon), (other.ander, other.andere_persoon))
                )
                if pair in apart or contradict(_person(one, by_id), _person(other, by_id)):
                    doubted |= {one, other}
    return [
        t._replace(stand=Stand.WAARSCHIJNLIJK, redenen=(*t.redenen, "onderling-tegenstrijdig"))
        if t in doubted
        else t
        for t in treffers
    ]


def _person(treffer: Treffer, by_id: dict[UUID, Vermelding]) -> Persoon:
    assert treffer.andere_persoon is not None
    return by_id[treffer.ander].personen[treffer.andere_persoon]


def linked(
    melding_id: UUID, treffer: Treffer, earlier: Koppeling | None, now: datetime
) -> Koppeling:
    """The link that this becomes: what a person said stands, and the radar only makes surer."""
    if earlier is None:
        return Koppeling(
            id=link_id(melding_id, treffer),
            version=1,
            melding_id=melding_id,
            persoon=treffer.persoon,
            andere_melding_id=treffer.ander,
            andere_persoon=treffer.andere_persoon,
            soort=treffer.soort,
            stand=treffer.stand,
            redenen=treffer.redenen,
            door=RADAR,
            op=now,
            toelichting=None,
        )
    surer = earlier.stand is Stand.WAARSCHIJNLIJK and treffer.stand is Stand.ZEKER
    if earlier.by_person or not surer:
        return earlier
    return earlier._replace(
        version=earlier.version + 1, stand=treffer.stand, redenen=treffer.redenen, op=now
    )


def decided(
    koppeling: Koppeling, stand: Stand, who: str, toelichting: bytes, now: datetime
) -> Koppeling:
    """The link as a person decided it."""
    return koppeling._replace(
        version=koppeling.version + 1, stand=stand, door=who, op=now, toelichting=toelichting
    )
