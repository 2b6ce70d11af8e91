"""Police meldingen of about 1 kB, every family its own, so that each is handed over without a person.

Two in three are about HG or KM (overdracht), one in three is a zorgmelding (doorzetten). Nobody is
real: names and birth dates are made up, BSNs count up from a start and pass the elfproef.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from random import Random

SOURCE = b"urn:nld:oin:00000000000000000000:systeem:bench"
TYPE = b"nl.veiligthuis.aanlevering.politiemelding.v1"
SIGNALS = (
    "gevaarOpDitMoment", "babyOfPeuterMetLetsel", "verwurging", "wapen", "doodsbedreiging",
    "ernstigLetsel", "seksueelGeweldZojuist", "kindAlleenMetGewelddadigePleger", "kindVermist",
    "suicidedreigingOuder", "zwangerSlachtoffer", "dreigendVertrekDwangOfVerminking",
)  # fmt: skip
PLACES = (
    ("6211", "GM0935"), ("6224", "GM0935"), ("6411", "GM0917"), ("6461", "GM0928"),
    ("6131", "GM1883"), ("6371", "GM0882"), ("6441", "GM0899"), ("6231", "GM0938"),
    ("6171", "GM0971"), ("6291", "GM0981"), ("6301", "GM0994"), ("6271", "GM1729"),
    ("6245", "GM1903"), ("6361", "GM1954"), ("6191", "GM0888"), ("6367", "GM0986"),
)  # fmt: skip
HEADS = (
    "Jan", "Peet", "Smeet", "Hend", "Vroo", "Bour", "Claes", "Doh", "Kerk", "Wijn", "Lind", "Tim",
    "Grav", "Moll", "Noord", "Roos", "Schaap", "Tol", "Water", "Zand", "Kool", "Put", "Raad", "Dal",
)  # fmt: skip
ENDS = (
    "sen", "ers", "mans", "huis", "berg", "veld", "ing", "horst", "kamp", "broek", "stra", "laar",
    "meijer", "bakker", "dam", "dorp", "graaf", "voort", "wijk", "link", "hof", "haar", "es", "ink",
)  # fmt: skip
BEGIN, MIDDLE = "BDFGJKLMNPRST", "blmnprstv"
TEXT = (
    "Ter plaatse gegaan na een melding van overlast. Bewoners hadden ruzie over de opvoeding. "
    "Er zijn afspraken gemaakt; de wijkagent gaat deze week langs. Er was geen direct gevaar. "
)


def bsns(start: int) -> Iterator[str]:
    """Nine-digit numbers that pass the elfproef, counting up from `start` (8 digits)."""
    number = start
    while True:
        number += 1
        digits = [int(c) for c in f"{number:08d}"]
        check = sum(w * d for w, d in zip(range(9, 1, -1), digits, strict=True)) % 11
        if check < 10:
            yield f"{number:08d}{check}"


def politiemelding(index: int, bsn: tuple[str, str]) -> bytes:
    """The data of one melding."""
    about_violence = index % 3 != 0
    digits, gemeente = PLACES[index % len(PLACES)]
    # Names and birth dates vary as among people, so that nobody is like somebody of another family.
    chance = Random(index)
    surname = chance.choice(HEADS) + chance.choice(ENDS)
    adult = {
        "rol": "slachtoffer", "voornamen": _first_name(chance), "geslacht": "V",
        "geboortedatum": _date(chance, 1945, 2005),
    }  # fmt: skip
    child = {
        "rol": "kind", "voornamen": _first_name(chance), "geslacht": "M",
        "geboortedatum": _date(chance, 2008, 2025),
    }  # fmt: skip
    letters = chr(65 + index // 26 % 26) + chr(65 + index % 26)
    address = {
        "straat": "Voorbeeldstraat",
        "huisnummer": str(index // 676 + 1),
        "postcode": digits + (letters if letters not in ("SA", "SD", "SS") else "AB"),
        "gemeentecode": gemeente,
    }
    person = {"geslachtsnaam": surname, "adres": address}
    return json.dumps(
        {
            "incidentnummer": f"PL2400-2026{index:07d}",
            "wijkagent": {"naam": "W. Agent", "organisatie": "Politie Limburg"},
            "signalen": dict.fromkeys(SIGNALS, "nee"),
            "huiselijkGeweldOfKindermishandeling": "ja" if about_violence else "nee",
            "aanleiding": ["01"] if about_violence else [],
            "aard": ["03"] if about_violence else [],
            "toelichting": TEXT,
            "voorselectie": "niet-ernstig",
            "betrokkenen": [
                {**person, **adult, "bsn": bsn[0]},
                {**person, **child, "bsn": bsn[1]},
            ],
        },
        separators=(",", ":"),
    ).encode()  # fmt: skip


def _first_name(chance: Random) -> str:
    return f"{chance.choice(BEGIN)}{chance.choice('aeio')}{chance.choice(MIDDLE)}{chance.choice('aeo')}"


def _date(chance: Random, first: int, last: int) -> str:
    year, month, day = chance.randint(first, last), chance.randint(1, 12), chance.randint(1, 28)
    return f"{year}{month:02d}{day:02d}"


def records(count: int, seed: int) -> Iterator[tuple[bytes, list[tuple[str, bytes]], bytes]]:
    """(key, CloudEvents headers, data) of `count` meldingen; another seed gives other families."""
    numbers = bsns(10_000_000 + seed % 80 * 1_000_000)
    now = datetime.now(UTC).isoformat().encode()
    for index in range(count):
        key = uuid.uuid4().bytes
        headers = [
            ("ce_specversion", b"1.0"),
            ("ce_id", f"{seed}-{index}".encode()),
            ("ce_source", SOURCE),
            ("ce_type", TYPE),
            ("ce_time", now),
            ("content-type", b"application/json"),
        ]
        yield (
            key,
            headers,
            politiemelding(seed * 10_000_019 + index, (next(numbers), next(numbers))),
        )
