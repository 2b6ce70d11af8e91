"""Whom an overdracht is offered to: where the child lives, else the victim. Never guessed.

Every outcome explains itself in Dutch, for the person who decides and for an inspector.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from vt_contracts.codes import Aanleiding, Rol
from vt_contracts.melding import Betrokkene
from vt_contracts.values import GEBOORTEDATUM_ONGEBOREN, youngest_birth_date

from routing.domain.places import Place, Uncertain, place
from routing.domain.registry import Contact, Doelgroep, Gemeente, Registry

ADULT_AGE = 18
ELDER_AGE = 65
_HARMED = (Rol.SLACHTOFFER, Rol.OUDERE)
# All that people are born on: a century has no more days than this.
_birth_date = lru_cache(maxsize=36_525)(youngest_birth_date)


class Chosen(NamedTuple):
    """The contact to offer to, and why."""

    contact: Contact
    gemeente: Gemeente
    doelgroep: Doelgroep
    uitleg: str


class AskPerson(NamedTuple):
    """A person decides: why, and the gemeenten (codes) to think of first."""

    uitleg: str
    voorstel: tuple[str, ...] = ()


Choice = Chosen | AskPerson


class _Person(NamedTuple):
    """A betrokkene with what their birth date means, read as the youngest age possible."""

    betrokkene: Betrokkene
    born: date | None
    minor: bool
    elder: bool
    child: bool


def choose(
    betrokkenen: Sequence[Betrokkene],
    aanleiding: Sequence[Aanleiding],
    registry: Registry,
    ontvangen_dag: date,
    today: date,
) -> Choice:
    """The contact for this household, or why a person must say.

    Ages count on `ontvangen_dag`; what is valid in the registry is looked up on `today`.
    """
    people = _people(betrokkenen, ontvangen_dag)
    found = _residence(people, registry, today)
    if isinstance(found, Uncertain):
        return AskPerson(found.reden, found.voorstel)
    return contact_of(found.gemeente, _doelgroep(people, aanleiding), today, f"{found.uitleg}.")


def contact_of(
    gemeente: Gemeente,
    group: Doelgroep,
    today: date,
    uitleg: str,
    asked: frozenset[str] = frozenset(),
) -> Choice:
    """The first contact of `gemeente` for this group that was not asked yet."""
    contact = gemeente.contact(group, today, asked)
    if contact is None:
        return AskPerson(
            f"{uitleg} {gemeente.naam} heeft nu geen contact voor {group.value}.", (gemeente.code,)
        )
    return Chosen(contact, gemeente, group, f"{uitleg} Doelgroep {group.value}: {contact.team}.")


def doelgroep(
    betrokkenen: Sequence[Betrokkene], aanleiding: Sequence[Aanleiding], day: date
) -> Doelgroep:
    """Jeugd with any minor, born or not; ouderen with a victim of 65 or aanleiding 03."""
    return _doelgroep(_people(betrokkenen, day), aanleiding)


def _doelgroep(people: Sequence[_Person], aanleiding: Sequence[Aanleiding]) -> Doelgroep:
    elder = Aanleiding.OUDERENMISHANDELING_EN_ONTSPOORDE_ZORG in aanleiding
    for person in people:
        if person.child or person.minor:
            return Doelgroep.JEUGD
        rol = person.betrokkene.rol
        if rol is Rol.OUDERE or (person.elder and rol in _HARMED):
            elder = True
    return Doelgroep.OUDEREN if elder else Doelgroep.VOLWASSENEN


def _residence(people: Sequence[_Person], registry: Registry, today: date) -> Place | Uncertain:
    """The gemeente of the youngest child, else of the victim; all others must not contradict it."""
    # An unborn child lives where its mother does, unless somebody says otherwise.
    children = [
        person
        for person in people
        if person.child and (person.betrokkene.adres is not None or not _unborn(person.betrokkene))
    ]
    victims = [p for p in people if not p.child and p.betrokkene.rol in _HARMED]
    others: Sequence[_Person] = ()
    if children:
        leads, older = _youngest(children)
        others, whose = (*older, *victims), "het jongste kind"
    elif victims:
        if _also_pleger(victims, people):
            return Uncertain(
                "Dezelfde persoon is als slachtoffer en als pleger of partner opgegeven."
            )
        leads, whose = victims, "het slachtoffer"
    else:
        return Uncertain("Er is geen kind en geen duidelijk slachtoffer.")
    lead: Place | None = None
    for person in leads:
        where = place(person.betrokkene.adres, registry, today)
        if where is None:
            return Uncertain(f"Het woonadres van {whose} is niet bekend.")
        if isinstance(where, Uncertain):
            return where
        if lead is not None and where.gemeente.code != lead.gemeente.code:
            return _different(lead.gemeente, where.gemeente)
        lead = lead or where
    assert lead is not None
    for person in others:
        where = place(person.betrokkene.adres, registry, today)
        if isinstance(where, Uncertain):
            return Uncertain(
                f"Een ander kind of slachtoffer woont misschien elders. {where.reden}",
                (lead.gemeente.code, *where.voorstel),
            )
        if where is not None and where.gemeente.code != lead.gemeente.code:
            return _different(lead.gemeente, where.gemeente)
    return Place(lead.gemeente, f"Woonplaats van {whose}: {lead.uitleg}")


def _people(betrokkenen: Sequence[Betrokkene], day: date) -> list[_Person]:
    adults, elders = _born_until(ADULT_AGE, day), _born_until(ELDER_AGE, day)
    return [_person(betrokkene, adults, elders) for betrokkene in betrokkenen]


def _person(betrokkene: Betrokkene, adults: date, elders: date) -> _Person:
    """A child by role unless certainly grown up, or a victim who is certainly a minor.

    `adults` and `elders` are the latest birth dates of these.
    """
    given = betrokkene.geboortedatum
    born = None if given is None else _birth_date(given)
    minor = born is not None and born > adults
    elder = born is not None and born <= elders
    rol = betrokkene.rol
    child = (rol is Rol.KIND and (born is None or minor)) or (rol is Rol.SLACHTOFFER and minor)
    return _Person(betrokkene, born, minor, elder, child)


@lru_cache(maxsize=64)
def _born_until(age: int, day: date) -> date:
    """The latest birth date of whoever has this age on `day`."""
    year = day.year - age
    is_leap_day = (day.month, day.day) == (2, 29)
    return date(year, 2, 28) if is_leap_day and not isleap(year) else day.replace(year=year)


def _unborn(betrokkene: Betrokkene) -> bool:
    return betrokkene.geboortedatum == GEBOORTEDATUM_ONGEBOREN


def _youngest(children: Sequence[_Person]) -> tuple[Sequence[_Person], Sequence[_Person]]:
    """Every child that may be the youngest (the latest birth date, and all without one); the rest."""
    if len(children) == 1:
        return children, ()
    latest = max((child.born for child in children if child.born is not None), default=None)
    older = [child for child in children if child.born is not None and child.born != latest]
    return [child for child in children if child.born is None or child.born == latest], older


def _also_pleger(victims: Sequence[_Person], people: Sequence[_Person]) -> bool:
    others = {p.betrokkene.bsn for p in people if p.betrokkene.rol in (Rol.PLEGER, Rol.PARTNER)} - {
        None
    }
    return any(victim.betrokkene.bsn in others for victim in victims)


def _different(one: Gemeente, other: Gemeente) -> Uncertain:
    return Uncertain(
        f"Kinderen of slachtoffers wonen in verschillende gemeenten: {one.naam} en {other.naam}.",
        (one.code, other.code),
    )
