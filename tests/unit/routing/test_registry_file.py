"""The registry file: good as a whole, or every fault at once with its line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import routing
from joserfc.jwk import ECKey
from routing.domain.registry import EMPTY
from routing.registry.command import differences
from routing.registry.document import registry_of
from routing.registry.file import FaultyRegistryError, read
from vt_contracts.parties import GEMEENTEN, PARTIES

REGION = Path(routing.__file__).parent / "registry" / "zuid-limburg.toml"
KEYS = {
    party: json.dumps(ECKey.generate_key("P-256", {"kid": party}).as_dict(private=False))
    for party in PARTIES
}
GOOD = """\
regio = "Proef"
geldig_op = 2026-11-01

[[postcode_in_meer_gemeenten]]
postcode = "6311"
gemeenten = ["GM0935", "GM0981"]

[[gemeente]]
code = "GM0935"
naam = "Maastricht"
geldig_van = 2011-01-01
postcodes = ["6211-6213", "6221"]

[[gemeente.contact]]
id = "maastricht"
partij = "gm0935"
team = "Team"
functie = "regisseur"
geldig_van = 2026-01-01

[[gemeente.contact]]
id = "maastricht-2"
partij = "gm0935"
team = "Achterwacht"
functie = "teamleider"
plaatsvervanger = true
geldig_van = 2026-01-01

[[gemeente]]
code = "GM0981"
naam = "Vaals"
geldig_van = 2011-01-01
postcodes = ["6291"]

[[gemeente.contact]]
id = "vaals"
partij = "gm0981"
team = "Team"
functie = "regisseur"
geldig_van = 2026-01-01
"""


def faults(text: str, keys: dict[str, str] = KEYS) -> list[tuple[int, str, str]]:
    with pytest.raises(FaultyRegistryError) as refused:
        read(text, keys)
    return [tuple(fault) for fault in refused.value.faults]


def test_the_region_has_all_sixteen_and_every_group_is_served() -> None:
    registry = registry_of(read(REGION.read_text(), KEYS).text, 1)
    assert set(registry.gemeenten) == set(GEMEENTEN)
    assert {g.code: g.naam for g in registry.gemeenten.values()} == GEMEENTEN
    served = {code for codes in registry.postcodes.values() for code in codes}
    assert served == set(GEMEENTEN)
    deputies = [g.code for g in registry.gemeenten.values() if len(g.contacten) > 1]
    assert deputies == ["GM0917", "GM0935"]


def test_a_good_file_gives_the_registry() -> None:
    registry = registry_of(read(GOOD, KEYS).text, 3)
    assert registry.version == 3
    assert registry.postcodes["6212"] == ("GM0935",)
    assert registry.postcodes["6311"] == ("GM0935", "GM0981")
    first, deputy = registry.gemeenten["GM0935"].contacten
    assert (first.id, deputy.plaatsvervanger) == ("maastricht", True)
    assert first.sleutel == KEYS["gm0935"]


def test_the_same_file_gives_the_same_digest_and_another_key_another() -> None:
    assert read(GOOD, KEYS).digest == read(GOOD + "\n# a comment\n", KEYS).digest
    assert read(GOOD, KEYS).digest != read(GOOD, KEYS | {"gm0935": KEYS["gm0981"]}).digest


def edit(old: str, new: str, count: int = 1) -> Callable[[], str]:
    assert old in GOOD
    return lambda: GOOD.replace(old, new, count)


@pytest.mark.parametrize(
    ("text", "line", "path", "because"),
    [
        (lambda: "regio = \nx = 1", 1, "", "geen geldige TOML"),
        (edit('code = "GM0935"', 'code = "0935"'), 9, "gemeente[1].code", "is niet goed"),
        (edit('functie = "regisseur"\n', ""), 14, "gemeente[1].contact[1].functie", "ontbreekt"),
        (edit("functie", "functienaam"), 18, "gemeente[1].contact[1].functienaam", "onbekend veld"),
        (edit('"6221"]', '"62211"]'), 12, "gemeente[1].postcodes[2]", "tekens"),
        (edit('"6211-6213"', '"6213-6211"'), 12, "gemeente[1].postcodes[1]", "achteruit"),
        (edit('["6291"]', '["6212"]'), 33, "gemeente[2].postcodes[1]", "ook bij Maastricht"),
        (edit('["6291"]', '["6311"]'), 5, "postcode_in_meer_gemeenten[1].postcode", "ook bij"),
        (
            edit('["GM0935", "GM0981"]', '["GM0935", "GM0001"]'),
            6, "postcode_in_meer_gemeenten[1].gemeenten", "GM0001",
        ),
        (edit('code = "GM0981"', 'code = "GM0935"'), 30, "gemeente[2].code", "meer dan een keer"),
        (edit('"maastricht-2"', '"maastricht"'), 22, "gemeente[1].contact[2].id", "meer dan een"),
        (edit('"gm0981"', '"gm9999"'), 37, "gemeente[2].contact[1].partij", "geen topics"),
        (edit('"gm0981"', '"gm0935"'), 37, "gemeente[2].contact[1].partij", "andere gemeente"),
        (
            edit('"vaals"', '"vaals"\nactief = false'),
            29, "gemeente[2]", "geen actief contact voor jeugd",
        ),
        (
            edit('"vaals"', '"vaals"\ndoelgroepen = ["jeugd", "volwassenen"]'),
            29, "gemeente[2]", "geen actief contact voor ouderen",
        ),
        (
            edit('"vaals"', '"vaals"\nplaatsvervanger = true'),
            29, "gemeente[2]", "geen actief contact",
        ),
        (
            edit('"vaals"', '"vaals"\ngeldig_tot = 2027-01-01'),
            29, "gemeente[2]", "op 2027-01-01 geen actief contact",
        ),
        (
            edit('naam = "Vaals"', 'naam = "Vaals"\ngeldig_tot = 2027-01-01'),
            36, "gemeente[2].contact[1].geldig_tot", "niet langer bestaan",
        ),
        (
            edit('naam = "Vaals"', 'naam = "Vaals"\ngeldig_tot = 2010-01-01'),
            32, "gemeente[2].geldig_tot", "niet na geldig_van",
        ),
    ],
)  # fmt: skip
def test_each_fault_has_its_line(
    text: Callable[[], str], line: int, path: str, because: str
) -> None:
    found = faults(text())
    assert any(f[0] == line and f[1] == path and because in f[2] for f in found), found


def test_all_faults_come_together() -> None:
    broken = GOOD.replace('"6221"', '"6291"').replace('"gm0981"', '"gm9999"')
    texts = " ".join(text for _, _, text in faults(broken))
    assert "ook bij Maastricht" in texts
    assert "geen topics" in texts


def test_a_party_without_a_key_cannot_be_active() -> None:
    keys = {party: key for party, key in KEYS.items() if party != "gm0981"}
    found = faults(GOOD, keys)
    assert any(path.endswith("partij") and "publieke sleutel" in text for _, path, text in found)
    assert any("geen actief contact" in text for _, _, text in found)


def test_a_secret_key_in_the_key_file_is_refused() -> None:
    secret = json.dumps(ECKey.generate_key("P-256", {"kid": "x"}).as_dict(private=True))
    assert any("geheime" in text for _, _, text in faults(GOOD, KEYS | {"gm0981": secret}))


def test_the_difference_is_shown() -> None:
    old = registry_of(read(GOOD, KEYS).text, 1)
    new = registry_of(read(GOOD.replace('"Achterwacht"', '"Piket"'), KEYS).text, 2)
    assert differences(old, new) == ["~ contact maastricht-2 (Maastricht)"]
    assert differences(old, old) == []
    assert "+ GM0981 Vaals, 1 contact(en)" in differences(EMPTY, old)
