"""The table *what a melder is told*, read from TOML and checked before the service starts."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from vt_contracts.codes import MelderSoort, Urgentie

from notification.domain.table import Beleid, Regel, Veld, Vertelmoment, Weg

DEFAULT = Path(__file__).parent / "wat-een-melder-hoort.toml"

_NO_CASE = frozenset({Veld.NUMMER, Veld.ONTVANGEN_OP, Veld.URGENTIE, Veld.DATUM})
MOST: Mapping[MelderSoort, frozenset[Veld]] = {
    MelderSoort.POLITIE: frozenset(Veld),
    MelderSoort.PROFESSIONAL: frozenset(Veld) - {Veld.POLITIE_HEEFT_ROL},
    MelderSoort.PROCESREGISSEUR: frozenset(Veld) - {Veld.POLITIE_HEEFT_ROL},
    MelderSoort.BURGER_BEKEND: _NO_CASE,
    MelderSoort.BURGER_ANONIEM: frozenset(),
    MelderSoort.DIRECT_BETROKKENE: _NO_CASE,
}
"""The most that any table may allow: a citizen hears nothing about what happens to the family."""


class PolicyError(Exception):
    """The table cannot be used; `faults` says of each cell what to mend."""

    def __init__(self, file: Path, faults: list[str]) -> None:
        super().__init__(f"{file.name}: " + "; ".join(faults))
        self.faults = faults


class _Cel(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    wegen: list[Weg]
    velden: list[Veld]


_Hours = Annotated[int, Field(ge=1, le=24 * 14)]
_CELLS = TypeAdapter(dict[MelderSoort, dict[Vertelmoment, _Cel]])
_HOURS = TypeAdapter(dict[Urgentie, _Hours])
_VERSION = TypeAdapter(Annotated[str, Field(min_length=1, max_length=40)])


def load(file: Path = DEFAULT) -> Beleid:
    """The table in `file`; raises PolicyError naming every fault at once."""
    with file.open("rb") as opened:
        try:
            given = tomllib.load(opened)
        except tomllib.TOMLDecodeError as error:
            raise PolicyError(file, [str(error)]) from error
    try:
        version = _VERSION.validate_python(given.pop("versie", None))
        hours = _HOURS.validate_python(given.pop("bel_binnen_uren", {}))
        cells = _CELLS.validate_python(given)
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        raise PolicyError(file, faults) from error
    faults = [f"bel_binnen_uren.{u.value} ontbreekt" for u in Urgentie if u not in hours]
    for soort in MelderSoort:
        for moment in Vertelmoment:
            cell = cells.get(soort, {}).get(moment)
            name = f"{soort.value}.{moment.value}"
            if cell is None:
                faults.append(f"{name} ontbreekt")
            else:
                faults += [f"{name}: {fault}" for fault in _faults(soort, moment, cell)]
    if faults:
        raise PolicyError(file, faults)
    return Beleid(
        version,
        {
            soort: {m: Regel(tuple(c.wegen), frozenset(c.velden)) for m, c in row.items()}
            for soort, row in cells.items()
        },
        hours,
    )


def _faults(soort: MelderSoort, moment: Vertelmoment, cell: _Cel) -> list[str]:
    faults = []
    if too_much := set(cell.velden) - MOST[soort]:
        names = ", ".join(sorted(too_much))
        faults.append(f"deze melder mag dit nooit horen: {names}")
    if soort is MelderSoort.BURGER_ANONIEM:
        if cell.wegen:
            faults.append("een anonieme melder wordt niet benaderd: wegen moet leeg zijn")
        return faults
    if soort is MelderSoort.DIRECT_BETROKKENE and set(cell.wegen) != {Weg.TELEFOON}:
        faults.append("wie zelf betrokken is, wordt gebeld: wegen moet alleen telefoon zijn")
    if not cell.wegen or cell.wegen[-1] is not Weg.TELEFOON:
        faults.append("de laatste weg moet telefoon zijn: een taak, nooit stilte")
    if len(set(cell.wegen)) != len(cell.wegen):
        faults.append("elke weg hoort er één keer in te staan")
    if Veld.NUMMER not in cell.velden:
        faults.append("zonder nummer weet de melder niet om welke melding het gaat")
    if moment is Vertelmoment.ONTVANGST and Weg.PARTNER in cell.wegen:
        faults.append("bij ontvangst heeft intake de partner al geantwoord")
    return faults
