"""The registry as values: gemeenten, who takes an overdracht there, and their postcodes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from vt_contracts.codes import Code


class Doelgroep(Code):
    """Which team of a gemeente a household needs."""

    JEUGD = "jeugd"
    VOLWASSENEN = "volwassenen"
    OUDEREN = "ouderen"


@dataclass(frozen=True, slots=True)
class Contact:
    """A team that takes overdrachten of one gemeente; `geldig_tot` is exclusive.

    `sleutel` is the public key (JWK as JSON) that its offers are encrypted to. Without one a
    contact is never active.
    """

    id: str
    gemeente: str
    partij: str
    team: str
    functie: str
    doelgroepen: frozenset[Doelgroep]
    plaatsvervanger: bool
    actief: bool
    geldig_van: date
    geldig_tot: date | None
    sleutel: str | None

    def serves(self, doelgroep: Doelgroep, day: date) -> bool:
        """Whether an offer for this group may go here on `day`."""
        return (
            self.actief
            and self.sleutel is not None
            and doelgroep in self.doelgroepen
            and within(self.geldig_van, self.geldig_tot, day)
        )


@dataclass(frozen=True, slots=True)
class Gemeente:
    """A gemeente in its period, with its contacts: those asked first before their deputies."""

    code: str
    naam: str
    geldig_van: date
    geldig_tot: date | None
    contacten: tuple[Contact, ...]

    def contact(self, doelgroep: Doelgroep, day: date, asked: frozenset[str]) -> Contact | None:
        """Whom to ask next for this group: the first that was not `asked` yet."""
        for contact in self.contacten:
            if contact.id not in asked and contact.serves(doelgroep, day):
                return contact
        return None


@dataclass(frozen=True, slots=True)
class Registry:
    """The whole registry in one version; `postcodes`: each PC4 with the gemeenten it lies in."""

    version: int
    gemeenten: Mapping[str, Gemeente]
    postcodes: Mapping[str, tuple[str, ...]]

    def gemeente(self, code: str, day: date) -> Gemeente | None:
        """The gemeente with this code, if it exists on `day`."""
        found = self.gemeenten.get(code)
        if found is None or not within(found.geldig_van, found.geldig_tot, day):
            return None
        return found


EMPTY = Registry(0, {}, {})
"""Before the first import: every choice is a person's."""


def within(start: date, end: date | None, day: date) -> bool:
    """Whether `day` lies in the period; the end is exclusive."""
    return start <= day and (end is None or day < end)
