"""The table *what a melder is told*: moments, ways, fields, and a rule for each cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vt_contracts.codes import Code, MelderSoort, Urgentie


class Vertelmoment(Code):
    """The moments at which a melder hears something, in the order of a melding's life."""

    ONTVANGST = "ontvangst"
    NA_TRIAGE = "na-triage"
    NA_OVERDRACHT = "na-overdracht"
    EINDE = "einde"


class Weg(Code):
    """A way to reach a melder."""

    PARTNER = "partner"
    MAIL = "mail"
    TELEFOON = "telefoon"


class Veld(Code):
    """A thing that can be told; there are no others, and none is about the family."""

    NUMMER = "nummer"
    ONTVANGEN_OP = "ontvangen_op"
    URGENTIE = "urgentie"
    VERVOLG = "vervolg"
    PARTIJ = "partij"
    TEAM = "team"
    DATUM = "datum"
    AANGENOMEN = "aangenomen"
    POLITIE_HEEFT_ROL = "politie_heeft_rol"


@dataclass(frozen=True, slots=True)
class Regel:
    """One cell of the table *what a melder is told*: by which ways, in order, and which fields."""

    wegen: tuple[Weg, ...]
    velden: frozenset[Veld]


@dataclass(frozen=True, slots=True)
class Beleid:
    """The whole table with its version; `bel_binnen_uren` is how soon a call task must be done."""

    versie: str
    regels: Mapping[MelderSoort, Mapping[Vertelmoment, Regel]]
    bel_binnen_uren: Mapping[Urgentie, int]
