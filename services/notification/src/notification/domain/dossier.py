"""A dossier: the events about one melding folded, and what of it must be told now.

Events come in any order. Of each moment only the newest fact counts, and it is told once. What may
be told stands in the policy, which is an argument.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from vt_contracts.codes import Moment, Urgentie

from notification.domain.facts import Feit
from notification.domain.melder import Contact, Melder, kept
from notification.domain.table import Beleid, Regel, Veld, Vertelmoment, Weg

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
_IN_ORDER = tuple(Vertelmoment)


class Stand(NamedTuple):
    """Of one moment: the newest fact, and which fact was told, by which way and policy."""

    feit: Feit
    verteld: Feit | None = None
    weg: Weg | None = None
    beleid: str | None = None


class Dossier(NamedTuple):
    """Everything notification knows of one melding; version 0 is one that is not stored yet.

    `contact` is sealed (bytes) as it was loaded, or open when it has just come in.
    """

    melding_id: UUID
    version: int = 0
    nummer: str = ""
    melder: Melder | None = None
    contact: Contact | bytes | None = None
    momenten: Mapping[Vertelmoment, Stand] = {}

    def with_melder(self, nummer: str, melder: Melder, contact: Contact | None) -> Dossier:
        """The dossier with a newer registration of the melder; the same object when it has it.

        That the melding was received follows from the registration itself: intake writes both in
        one transaction, so the status event of that moment need not be waited for. A partner system
        has intake's own answer already.
        """
        if self.melder is not None and melder.versie <= self.melder.versie:
            return self
        known = Dossier(
            self.melding_id, self.version, nummer, melder, kept(melder, contact), self.momenten
        )
        if self.melder is not None or melder.partner is not None:
            return known
        received = Feit("intake", 1, Moment.ONTVANGEN, melder.ontvangen_op, melder.urgentie)
        return known.with_fact(nummer, Vertelmoment.ONTVANGST, received)

    def with_fact(self, nummer: str, moment: Vertelmoment, feit: Feit) -> Dossier:
        """The dossier with a newer fact of `moment`; the same object when it has it or a newer."""
        stand = self.momenten.get(moment)
        if stand is not None and not feit.follows(stand.feit):
            return self
        newest = Stand(feit) if stand is None else stand._replace(feit=feit)
        return self._with_momenten(nummer, {**self.momenten, moment: newest})

    def _with_momenten(self, nummer: str, momenten: Mapping[Vertelmoment, Stand]) -> Dossier:
        return Dossier(self.melding_id, self.version, nummer, self.melder, self.contact, momenten)


class Telling(NamedTuple):
    """One message that is due: of which moment, by which way, and the values that may be told."""

    moment: Vertelmoment
    feit: Feit
    weg: Weg
    waarden: Mapping[Veld, object]

    def delivery_id(self, melding_id: UUID) -> str:
        """The one id of this message, for ever: melding, moment and decision version."""
        return f"{melding_id}:notification:{self.moment}:{self.feit.besluit}"


def due(dossier: Dossier, beleid: Beleid) -> tuple[Dossier, tuple[Telling, ...]]:
    """What must be told now, and the dossier in which that is noted.

    A decision that says nothing new to this melder (a deputy of the same party is asked) is not
    told again. A fact that this melder never hears of is not kept.
    """
    melder = dossier.melder
    if melder is None or not dossier.momenten:
        return dossier, ()
    tellings: list[Telling] = []
    momenten = dict(dossier.momenten)
    for moment in _IN_ORDER:
        stand = momenten.get(moment)
        if stand is None or stand.feit == stand.verteld:
            continue
        regel = beleid.regels[melder.soort][moment]
        weg = way(melder, regel)
        if weg is None:
            if stand.verteld is None:
                del momenten[moment]
            continue
        waarden = allowed(regel, dossier.nummer, melder, stand.feit)
        if stand.verteld is not None and waarden == allowed(
            regel, dossier.nummer, melder, stand.verteld
        ):
            continue
        momenten[moment] = Stand(stand.feit, stand.feit, weg, beleid.versie)
        tellings.append(Telling(moment, stand.feit, weg, waarden))
    return dossier._with_momenten(dossier.nummer, momenten), tuple(tellings)


def way(melder: Melder, regel: Regel) -> Weg | None:
    """By which way this melder is reached, or None.

    Who came through a partner system hears over that system alone. A proefbericht is answered like
    any other there, and never reaches a person.
    """
    if melder.partner is not None:
        return Weg.PARTNER if Weg.PARTNER in regel.wegen else None
    if melder.proefbericht:
        return None
    for weg in regel.wegen:
        if weg is Weg.TELEFOON or (weg is Weg.MAIL and melder.per_mail):
            return weg
    return None


_VALUE: Mapping[Veld, Callable[[str, Melder, Feit], object]] = {
    Veld.NUMMER: lambda nummer, _, __: nummer,
    Veld.ONTVANGEN_OP: lambda _, melder, __: melder.ontvangen_op,
    Veld.URGENTIE: lambda _, melder, feit: urgency(melder, feit),
    Veld.VERVOLG: lambda _, __, feit: feit.vervolg,
    Veld.PARTIJ: lambda _, __, feit: feit.partij,
    Veld.TEAM: lambda _, __, feit: feit.team,
    Veld.DATUM: lambda _, __, feit: feit.op.astimezone(AMSTERDAM).date(),
    Veld.AANGENOMEN: lambda _, __, feit: feit.moment is Moment.GEACCEPTEERD,
    Veld.POLITIE_HEEFT_ROL: lambda _, __, feit: feit.politie_heeft_rol,
}


def allowed(regel: Regel, nummer: str, melder: Melder, feit: Feit) -> dict[Veld, object]:
    """The values of the fields that the policy allows; the others are not even computed."""
    return {veld: _VALUE[veld](nummer, melder, feit) for veld in regel.velden}


def urgency(melder: Melder, feit: Feit) -> Urgentie:
    """The higher of what was estimated on receipt and what the fact says; it never goes down."""
    return melder.urgentie.raised_to(feit.urgentie)
