"""Families that do not exist: names, birth dates, BSNs and addresses for the simulated day.

Every BSN passes the elfproef and lies in 999000000–999999998, a range made for tests. Streets are
invented; postcodes begin with the digits of a real place, so that a registry finds its gemeente.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

PLACES: dict[str, tuple[str, tuple[int, ...]]] = {
    "GM0882": ("Landgraaf", (6371, 6372, 6373, 6374)),
    "GM0888": ("Beek", (6191,)),
    "GM0899": ("Brunssum", (6441, 6442, 6443, 6444, 6445)),
    "GM0917": ("Heerlen", (6411, 6412, 6413, 6414, 6415, 6416, 6417, 6418, 6419)),
    "GM0928": ("Kerkrade", (6461, 6462, 6463, 6464, 6465, 6466, 6467)),
    "GM0935": ("Maastricht", (6211, 6212, 6213, 6214, 6215, 6216, 6217, 6218, 6221, 6222, 6224)),
    "GM0938": ("Meerssen", (6231,)),
    "GM0965": ("Simpelveld", (6369,)),
    "GM0971": ("Stein", (6171,)),
    "GM0981": ("Vaals", (6291,)),
    "GM0986": ("Voerendaal", (6367,)),
    "GM0994": ("Valkenburg", (6301,)),
    "GM1729": ("Gulpen", (6271,)),
    "GM1883": ("Sittard", (6131, 6132, 6133, 6134, 6135, 6136, 6137)),
    "GM1903": ("Eijsden", (6245,)),
    "GM1954": ("Nuth", (6361,)),
}
# Larger gemeenten have more meldingen; roughly inhabitants in thousands.
_WEIGHTS = {
    "GM0882": 37, "GM0888": 16, "GM0899": 28, "GM0917": 87, "GM0928": 45, "GM0935": 121,
    "GM0938": 19, "GM0965": 10, "GM0971": 25, "GM0981": 10, "GM0986": 12, "GM0994": 16,
    "GM1729": 14, "GM1883": 92, "GM1903": 26, "GM1954": 36,
}  # fmt: skip
_STREETS = ("Voorbeeldstraat", "Proeflaan", "Testweg", "Verzonnenhof", "Oefenplein", "Nergenspad")
_FIRST_V = ("Anna", "Eva", "Fatima", "Julia", "Lotte", "Mila", "Noor", "Saar", "Tess", "Zofia")
_FIRST_M = ("Adam", "Bram", "Daan", "Finn", "Levi", "Luuk", "Milan", "Noah", "Sem", "Youssef")
_LAST = ("Voorbeeld", "Verzonnen", "Proefpersoon", "Testman", "Nepnaam", "Oefening", "Schijn")
_LETTERS = "ABCDEFGHJKLMNPRTVWXZ"  # without S: SA, SD and SS are never given out

BSN_FIRST = 99_900_000
BSN_PREFIXES = 99_990


@dataclass(frozen=True, slots=True)
class Family:
    """One household: its address and who lives there, as the API takes them."""

    gemeente: str
    adres: dict[str, Any]
    personen: tuple[dict[str, Any], ...]


def bsns(start: int) -> Iterator[str]:
    """Yields valid test BSNs, each once, beginning anywhere in the range."""
    for n in range(BSN_PREFIXES):
        digits = str(BSN_FIRST + (start + n) % BSN_PREFIXES)
        check = sum(weight * int(d) for weight, d in zip(range(9, 1, -1), digits, strict=True)) % 11
        if check < 10:
            yield f"{digits}{check}"


def families(random: Random, start: int) -> Iterator[Family]:
    """Yields new families: a child in most of them, a victim and a pleger in all."""
    numbers = bsns(start)
    codes, weights = tuple(_WEIGHTS), tuple(_WEIGHTS.values())
    for serial, bsn in enumerate(numbers):
        gemeente = random.choices(codes, weights)[0]
        place, digits = PLACES[gemeente]
        letters = random.choice(_LETTERS) + random.choice(_LETTERS)
        address = {
            "straat": random.choice(_STREETS),
            # Serial numbers keep households apart that share a street and a postcode by chance.
            "huisnummer": str(1 + serial % 9000),
            "postcode": f"{random.choice(digits)}{letters}",
            "plaats": place,
        }
        last = random.choice(_LAST)
        people = [
            _person(random, "slachtoffer", next(numbers), last, random.randint(1970, 2000), "V"),
            _person(random, "pleger", next(numbers), last, random.randint(1965, 2000), "M"),
        ]
        if random.random() < 0.7:
            sex = random.choice("VM")
            people.insert(0, _person(random, "kind", bsn, last, random.randint(2011, 2023), sex))
        for person in people:
            person["adres"] = address
        yield Family(gemeente, address, tuple(people))


def _person(random: Random, rol: str, bsn: str, last: str, year: int, sex: str) -> dict[str, Any]:
    first = random.choice(_FIRST_V if sex == "V" else _FIRST_M)
    month, day = random.randint(1, 12), random.randint(1, 28)
    return {
        "rol": rol,
        "bsn": bsn,
        "voornamen": first,
        "voorletters": f"{first[0]}.",
        "geslachtsnaam": last,
        "geboortedatum": f"{year}{month:02d}{day:02d}",
        "geslacht": sex,
    }
