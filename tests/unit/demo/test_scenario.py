"""The day has the composition that was asked for, and every form is what the contracts take."""

from __future__ import annotations

import importlib.util
import json
import tomllib
from collections import Counter
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vt_contracts import cloudevents
from vt_contracts.events.aanlevering import (
    AanleveringPolitiemeldingV1,
    AanleveringProfessioneleMeldingV1,
    AanleveringTelefonischeMeldingV1,
)
from vt_contracts.topics import topics
from vt_contracts.values import bsn_fault, postcode_fault
from vt_demo.people_at_home import PLACES, bsns
from vt_demo.scenario import (
    HERHALING,
    JGZ,
    MELDING,
    PARTNERS,
    POLITIE,
    TELEFOON,
    WEIGERING,
    Bericht,
    by_sender,
    day,
)
from vt_demo.spoiled import KINDS
from vt_demo.wire import Record

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
MODELS = {
    **dict.fromkeys(POLITIE, AanleveringPolitiemeldingV1),
    JGZ: AanleveringProfessioneleMeldingV1,
    TELEFOON: AanleveringTelefonischeMeldingV1,
}


def a_day(meldingen: int, seed: int = 1) -> list[Bericht]:
    return day(meldingen, seed=seed, run="r1", seconds=20, start=START)


def meldingen_of(berichten: list[Bericht]) -> list[Bericht]:
    return [b for b in berichten if b.verwacht == MELDING]


@settings(max_examples=25, deadline=None)
@given(meldingen=st.integers(1, 400), seed=st.integers(1, 10_000))
def test_the_number_of_meldingen_is_exact_and_each_has_its_own_id(
    meldingen: int, seed: int
) -> None:
    found = meldingen_of(a_day(meldingen, seed))
    assert len(found) == meldingen
    assert len({b.bericht_id for b in found}) == meldingen


def test_the_shares_of_a_day_of_a_thousand() -> None:
    found = meldingen_of(a_day(1000))
    channels = Counter(b.kanaal for b in found)
    assert sum(channels[unit] for unit in POLITIE) == 900
    assert all(channels[unit] for unit in POLITIE)
    assert channels[JGZ] == 50
    assert channels[TELEFOON] == 50
    assert sum(b.acuut for b in found) == 120
    kinds = Counter(k for b in found for k in b.kenmerken)
    assert kinds["zonder-hg-km"] == 300
    assert {b.kanaal for b in found if "zonder-hg-km" in b.kenmerken} == set(POLITIE)
    assert kinds["gevaar-onbekend"] == 40
    assert kinds["zonder-postcode"] == 10
    assert kinds["bekend-gezin"] >= 50
    assert kinds["fout-bsn"] == 15
    assert kinds["http"] == 25


def test_the_same_seed_gives_the_same_day() -> None:
    assert a_day(50) == a_day(50)
    assert a_day(50) != a_day(50, seed=2)


@settings(max_examples=15, deadline=None)
@given(meldingen=st.integers(1, 200), seed=st.integers(1, 1000))
def test_a_repeat_is_the_same_bytes_and_comes_later(meldingen: int, seed: int) -> None:
    berichten = a_day(meldingen, seed)
    firsts = {b.bericht_id: b for b in meldingen_of(berichten)}
    repeats = [b for b in berichten if b.verwacht == HERHALING]
    assert repeats
    for repeat in repeats:
        first = firsts[repeat.bericht_id]
        assert (repeat.record, repeat.body) == (first.record, first.body)
        assert berichten.index(repeat) > berichten.index(first)


def test_repeats_come_over_http_too() -> None:
    assert any(b.body is not None and b.verwacht == HERHALING for b in a_day(100))


def test_every_form_is_valid_and_an_odd_detail_is_only_a_wrong_bsn() -> None:
    for bericht in meldingen_of(a_day(300)):
        model = MODELS[bericht.kanaal]
        if bericht.record is None:
            melding = model.model_validate(bericht.body)
        else:
            envelope, data = cloudevents.read(
                bericht.record.headers, bericht.record.value, strict=True
            )
            assert envelope.id == bericht.bericht_id
            assert envelope.type == model.contract_type
            melding = model.model_validate_json(data)
        for person in melding.betrokkenen:
            assert person.bsn is not None
            wrong = "fout-bsn" in bericht.kenmerken
            assert (bsn_fault(person.bsn) is not None) is wrong
            assert person.adres is not None
            if person.adres.postcode is not None:
                assert postcode_fault(person.adres.postcode) is None


def test_acute_messages_say_ja_and_go_beside_the_regular_topic() -> None:
    known = {topic.name for topic in topics()}
    for bericht in a_day(300):
        if bericht.record is None:
            continue
        assert bericht.record.topic in known
        assert bericht.record.topic.endswith(".acuut") is bericht.acuut
        if bericht.verwacht == MELDING:
            assert (b'"ja"' in signals_of(bericht.record)) is bericht.acuut


def signals_of(record: Record) -> bytes:
    _, data = cloudevents.read(record.headers, record.value, strict=True)
    return json.dumps(json.loads(data)["signalen"]).encode()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_kind_of_invalid_message_is_there_and_none_is_a_melding(seed: int) -> None:
    berichten = a_day(100, seed)
    invalid = [b for b in berichten if b.verwacht == WEIGERING]
    assert {k for b in invalid for k in b.kenmerken} == set(KINDS)
    for bericht in invalid:
        assert bericht.record is not None
        if "zelfde-id-andere-inhoud" in bericht.kenmerken:
            first = next(b for b in berichten if b.bericht_id == bericht.bericht_id)
            assert first.verwacht == MELDING
            assert first.record != bericht.record
            continue
        with pytest.raises(ValueError):
            read(bericht)


def read(bericht: Bericht) -> None:
    assert bericht.record is not None
    try:
        _, data = cloudevents.read(bericht.record.headers, bericht.record.value, strict=True)
    except cloudevents.NotACloudEventError as error:
        raise ValueError from error
    MODELS[bericht.kanaal].model_validate_json(data)


def test_every_sender_has_a_work_list_in_order_of_time() -> None:
    lists = by_sender(a_day(100))
    assert set(lists) == {*PARTNERS, TELEFOON}
    for berichten in lists.values():
        times = [b.at for b in berichten]
        assert times == sorted(times)


def test_test_bsns_pass_the_elfproef_and_are_all_different() -> None:
    found = list(islice(bsns(99_000), 5000))
    assert len(set(found)) == 5000
    assert all(bsn_fault(bsn) is None and bsn.startswith("999") for bsn in found)


def test_every_place_lies_in_one_gemeente_of_the_registry_that_comes_with_the_keten() -> None:
    spec = importlib.util.find_spec("routing")
    assert spec is not None
    assert spec.origin is not None
    path = Path(spec.origin).parent / "registry" / "zuid-limburg.toml"
    content = tomllib.loads(path.read_text())
    straddling = {entry["postcode"] for entry in content["postcode_in_meer_gemeenten"]}
    known = {
        gemeente["code"]: {
            digits
            for text in gemeente["postcodes"]
            for first, _, last in [text.partition("-")]
            for digits in range(int(first), int(last or first) + 1)
        }
        for gemeente in content["gemeente"]
    }
    for code, (_, digits) in PLACES.items():
        assert set(digits) <= known[code], code
        assert not {str(d) for d in digits} & straddling


def test_a_record_survives_its_file() -> None:
    record = Record("t", (("a", b"\xff"), ("b", None)), None)
    assert Record.from_json(json.loads(json.dumps(record.to_json()))) == record
