"""A model made by `validated` is the one that its constructor makes, and is refused the same."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from vt_contracts.codes import Geslacht, Rol
from vt_contracts.contract import validated
from vt_contracts.melding import Adres, Betrokkene

ODD = st.one_of(
    st.none(), st.text(max_size=9), st.integers(), st.sampled_from([*Rol, *Geslacht, Adres()])
)
FIELDS = [*Betrokkene.model_fields, "bsnOpgegeven", "bestaat_niet"]


def made(make: Any, fields: dict[str, Any]) -> Any:
    try:
        betrokkene = make(**fields)
    except ValidationError as error:
        return error.errors(include_url=False)
    return betrokkene, betrokkene.model_fields_set, betrokkene.model_dump_json(exclude_none=True)


@given(st.dictionaries(st.sampled_from(FIELDS), ODD), st.sampled_from([*Rol]))
def test_it_makes_and_refuses_what_the_constructor_does(fields: dict[str, Any], rol: Rol) -> None:
    for given_fields in (fields, {**fields, "rol": rol}):
        assert made(validated(Betrokkene), given_fields) == made(Betrokkene, given_fields)


def test_it_takes_fields_by_name_alone() -> None:
    with pytest.raises(TypeError):
        validated(Adres)("Stationsstraat")  # type: ignore[call-arg]
