"""A small registry: two gemeenten, one with a deputy, one that ended, and a straddling postcode."""

from __future__ import annotations

import json
from datetime import date

import pytest
from joserfc.jwk import ECKey
from routing.domain.registry import Contact, Doelgroep, Gemeente, Registry

SINCE = date(2011, 1, 1)


@pytest.fixture(scope="session")
def party_key() -> ECKey:
    """The secret key of a party."""
    return ECKey.generate_key("P-256", {"kid": "gm0935-1"})


@pytest.fixture(scope="session")
def registry(party_key: ECKey) -> Registry:
    """Maastricht (with a deputy), Vaals (without), Nuth (ended), and 6311 in both of the first."""
    jwk = json.dumps(party_key.as_dict(private=False))

    def contact(code: str, name: str, **changes: object) -> Contact:
        fields: dict[str, object] = {
            "id": f"{code.lower()}-{name}", "gemeente": code, "partij": code.lower(),
            "team": f"Team {name} {code}", "functie": "regisseur",
            "doelgroepen": frozenset(Doelgroep), "plaatsvervanger": False, "actief": True,
            "geldig_van": SINCE, "geldig_tot": None, "sleutel": jwk,
        }  # fmt: skip
        return Contact(**(fields | changes))  # type: ignore[arg-type]

    maastricht = Gemeente(
        "GM0935", "Maastricht", SINCE, None,
        (contact("GM0935", "toegang"), contact("GM0935", "achterwacht", plaatsvervanger=True)),
    )  # fmt: skip
    vaals = Gemeente(
        "GM0981", "Vaals", SINCE, None,
        (
            contact("GM0981", "jeugd", doelgroepen=frozenset({Doelgroep.JEUGD})),
            contact("GM0981", "volwassenen", doelgroepen=frozenset({Doelgroep.VOLWASSENEN})),
        ),
    )  # fmt: skip
    nuth = Gemeente("GM0951", "Nuth", SINCE, date(2019, 1, 1), ())
    postcodes = {
        "6211": ("GM0935",), "6212": ("GM0935",), "6291": ("GM0981",), "6361": ("GM0951",),
        "6311": ("GM0935", "GM0981"),
    }  # fmt: skip
    return Registry(7, {g.code: g for g in (maastricht, vaals, nuth)}, postcodes)
