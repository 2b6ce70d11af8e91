"""What a melding becomes with an addition: more is known of it, and nothing is taken back.

Guarantee U: a signal that was *ja* stays so, the urgency never goes down, a secret address stays
secret. Where an addition contradicts what was said, that is reported for a person to judge.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Any, TypeVar

from vt_contracts.codes import Antwoord, Voorselectie
from vt_contracts.events.aanvulling import AanvullingOpgave
from vt_contracts.events.melding import MeldingOntvangenV1
from vt_contracts.melding import Adres, Betrokkene, Bevinding, Signalen

from intake.domain.betrokkenen import checked_betrokkenen
from intake.domain.urgentie import (
    GEEN_TEKST,
    SIGNALEN,
    Estimate,
    TekstSignalen,
    estimate,
    raised,
)

CONTRADICTS = "was ja en blijft ja; een medewerker beoordeelt de correctie"
NO_SUCH_PERSON = "deze betrokkene is er niet; als nieuwe betrokkene toegevoegd"
C = TypeVar("C", bound=Enum)


def estimated(melding: MeldingOntvangenV1) -> Estimate:
    """The estimate that a snapshot holds."""
    return Estimate(
        melding.urgentie,
        tuple(melding.urgentie_redenen),
        tuple(melding.signalen_uit_tekst),
        tuple(melding.mogelijke_signalen),
        melding.woordenlijst,
    )


def with_addition(
    melding: MeldingOntvangenV1, opgave: AanvullingOpgave, tekst: TekstSignalen = GEEN_TEKST
) -> MeldingOntvangenV1:
    """The next version of `melding`: a snapshot with all that was known and all that is new.

    `tekst`: what the text that was added tells of.
    """
    found: list[Bevinding] = []
    signalen = _signals(melding.signalen, opgave.signalen, found)
    hgkm = _answer(
        melding.huiselijk_geweld_of_kindermishandeling,
        opgave.huiselijk_geweld_of_kindermishandeling,
        "huiselijkGeweldOfKindermishandeling",
        found,
    )
    urgentie = raised(
        estimated(melding),
        estimate(
            signalen,
            medewerker_acuut=opgave.acuut,
            voorselectie=opgave.voorselectie,
            tekst=tekst,
        ),
    )
    betrokkenen = _people(melding.betrokkenen, opgave, found)
    changes: dict[str, Any] = {
        "versie": melding.versie + 1,
        "signalen": signalen,
        "huiselijk_geweld_of_kindermishandeling": hgkm,
        "urgentie": urgentie.urgentie,
        "urgentie_redenen": list(urgentie.redenen),
        "signalen_uit_tekst": list(urgentie.uit_tekst),
        "mogelijke_signalen": list(urgentie.mogelijk),
        "woordenlijst": urgentie.woordenlijst,
        "aanleiding": _united(melding.aanleiding, opgave.aanleiding),
        "aard": _united(melding.aard, opgave.aard),
        "toelichting": _told(melding, opgave.toelichting),
        "gebeurtenis_op": opgave.gebeurtenis_op or melding.gebeurtenis_op,
        "betrokkenen": betrokkenen,
        "bevindingen": [*melding.bevindingen, *found],
    }
    if melding.politie is not None and opgave.voorselectie is Voorselectie.ERNSTIG:
        changes["politie"] = melding.politie.model_copy(
            update={"voorselectie": Voorselectie.ERNSTIG}
        )
    return melding.model_copy(update=changes)


def new_findings(before: MeldingOntvangenV1, after: MeldingOntvangenV1) -> tuple[Bevinding, ...]:
    """What to report back about the addition alone."""
    return tuple(after.bevindingen[len(before.bevindingen) :])


def _answer(before: Antwoord, now: Antwoord, veld: str, found: list[Bevinding]) -> Antwoord:
    if before is Antwoord.JA:
        if now is Antwoord.NEE:
            found.append(Bevinding(veld=veld, tekst=CONTRADICTS))
        return before
    return before if now is Antwoord.ONBEKEND else now


def _signals(before: Signalen, now: Signalen, found: list[Bevinding]) -> Signalen:
    return Signalen(
        **{
            name: _answer(getattr(before, name), getattr(now, name), f"signalen.{name}", found)
            for name in SIGNALEN
        }
    )


def _united(before: Sequence[C], now: Sequence[C]) -> list[C]:
    return list(dict.fromkeys((*before, *now)))


def _told(melding: MeldingOntvangenV1, more: str) -> str:
    if not more.strip():
        return melding.toelichting
    return f"{melding.toelichting}\n\nAanvulling {melding.versie}:\n{more}".strip()


def _people(
    before: Sequence[Betrokkene], opgave: AanvullingOpgave, found: list[Bevinding]
) -> list[Betrokkene]:
    checked, bevindingen = checked_betrokkenen(opgave.betrokkenen)
    found += bevindingen
    people = list(before)
    for i, (person, given) in enumerate(zip(checked, opgave.betrokkenen, strict=True)):
        place = given.volgnummer
        if place is None or place > len(before):
            if place is not None:
                veld = f"betrokkenen.{i}.volgnummer"
                found.append(Bevinding(veld=veld, tekst=NO_SUCH_PERSON))
            people.append(person)
        else:
            people[place - 1] = _corrected(people[place - 1], person, given.model_fields_set)
    return people


def _corrected(before: Betrokkene, now: Betrokkene, given: set[str]) -> Betrokkene:
    """`before` with the usable details that were given; an unusable one takes nothing away."""
    changes = {
        name: value
        for name in Betrokkene.model_fields
        if (name in given or name == "bsn_opgegeven")
        and (value := getattr(now, name)) is not None
        and name != "adres"
    }
    if now.adres is not None:
        changes["adres"] = _moved(before.adres, now.adres)
    return before.model_copy(update=changes)


def _moved(before: Adres | None, now: Adres) -> Adres:
    if before is not None and before.geheim and not now.geheim:
        return now.model_copy(update={"geheim": True})
    return now
