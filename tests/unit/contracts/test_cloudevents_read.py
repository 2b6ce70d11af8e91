"""Reading records that were made badly, or with bad intent: a finding with a name, each time."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vt_contracts import cloudevents
from vt_contracts.cloudevents import NotACloudEventError, read
from vt_contracts.events.aanlevering import AanleveringGeweigerdV1

SOURCE = b"urn:nld:oin:00000001234567890000:systeem:meldkamer"
GOOD: dict[str, bytes | None] = {
    "ce_id": b"pol-1",
    "ce_source": SOURCE,
    "ce_specversion": b"1.0",
    "ce_type": b"nl.veiligthuis.overdracht.gestart.v1",
    "ce_time": b"2026-11-23T09:15:00Z",
    "content-type": b"application/json",
}
STRUCTURED = [("content-type", b"application/cloudevents+json")]


def headers(**changes: bytes | None) -> list[tuple[str, bytes | None]]:
    named = {name.replace("content_type", "content-type"): v for name, v in changes.items()}
    return list({**GOOD, **named}.items())


def document(**changes: Any) -> bytes:
    good = {name[3:]: value.decode() for name, value in GOOD.items() if value and name[2] == "_"}
    return json.dumps({**good, "data": {}, **changes}).encode()


def findings_of(given_headers: Any, value: bytes | None, *, strict: bool = True) -> dict[str, str]:
    with pytest.raises(NotACloudEventError) as caught:
        read(given_headers, value, strict=strict)
    return {bevinding.veld: bevinding.tekst for bevinding in caught.value.bevindingen}


def outcome(given_headers: Any, value: bytes | None, *, strict: bool = True) -> list[str] | None:
    """The fields found wrong, or None for a record that was read; anything else is an error."""
    try:
        envelope, data = read(given_headers, value, strict=strict)
    except NotACloudEventError as error:
        str(error).encode("utf-8")
        return [bevinding.veld for bevinding in error.bevindingen]
    assert isinstance(data, bytes)
    assert envelope.id
    assert envelope.type
    assert envelope.id.isascii() or not strict
    return None


def test_a_good_record() -> None:
    envelope, data = read(headers(), b"{}", strict=True)
    assert envelope.id == "pol-1"
    assert data == b"{}"


@pytest.mark.parametrize("name", ["ce_id", "ce_source", "ce_specversion", "ce_type"])
def test_a_missing_attribute_is_named(name: str) -> None:
    without = [(key, value) for key, value in headers() if key != name]
    assert findings_of(without, b"{}") == {name: "ontbreekt"}


@pytest.mark.parametrize("name", sorted(GOOD))
def test_a_null_header_is_named_once(name: str) -> None:
    found = findings_of([*((k, None if k == name else v) for k, v in headers())], b"{}")
    assert found == {f"header {name}": "heeft geen waarde"}


@pytest.mark.parametrize("name", sorted(GOOD))
def test_a_binary_header_is_named_once(name: str) -> None:
    found = findings_of([*((k, b"\xff\xfe\x00" if k == name else v) for k, v in headers())], b"{}")
    assert found == {f"header {name}": "is geen tekst in UTF-8"}


@pytest.mark.parametrize("name", sorted(GOOD))
def test_a_doubled_header_is_named(name: str) -> None:
    found = findings_of([*headers(), (name.upper(), GOOD[name])], b"{}")
    assert found == {f"header {name}": "staat er meer dan een keer"}


def test_everything_wrong_is_named_at_once() -> None:
    found = findings_of(
        headers(ce_id=None, ce_source=b"x", ce_specversion=b"0.3", ce_time=b"gisteren"), None
    )
    assert set(found) == {"header ce_id", "ce_source", "ce_specversion", "ce_time", "inhoud"}


def test_other_headers_may_hold_anything() -> None:
    strange: list[tuple[str, bytes | None]] = [
        ("reply_to", b"melding.getrieerd.v1"), ("x", None), ("", b"\xff"), ("y", b""), ("y", b""),
    ]  # fmt: skip
    assert read([*headers(), *strange], b"{}", strict=True)[0].id == "pol-1"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ce_id", b""),
        ("ce_id", b"x" * 201),
        ("ce_id", b"a\x00b"),
        ("ce_id", b"a b"),
        ("ce_id", "é".encode()),
        ("ce_source", b"urn:nld:oin:123:systeem:x"),
        ("ce_source", b"https://politie.example"),
        ("ce_source", SOURCE + b"\n"),
        ("ce_time", b"2026-11-23T09:15:00"),
        ("ce_time", b"2026-02-30T09:15:00Z"),
        ("ce_time", b"\x00"),
        ("ce_specversion", b"1"),
        ("ce_specversion", b"2.0"),
    ],
)
def test_values_outside_the_profile(name: str, value: bytes) -> None:
    assert name in findings_of(headers(**{name: value}), b"{}")


def test_our_own_topics_are_not_held_to_the_profile() -> None:
    loose = headers(ce_source=b"elders", ce_time=b"ooit", ce_id=b"a b")
    assert read(loose, b"{}", strict=False)[0].source == "elders"


@pytest.mark.parametrize("value", [b"", b"{", b"[]", b'"x"', b"null", b"1", b"\xff\xfe", b"NaN"])
def test_structured_garbage(value: bytes) -> None:
    assert "inhoud" in findings_of(STRUCTURED, value)


@pytest.mark.parametrize("depth", [500, 950, 980, 990, 995, 1_000, 5_000, 200_000])
def test_deep_nesting_is_read_or_refused_and_never_an_error(depth: int) -> None:
    value = document(data="@").replace(b'"@"', b"[" * depth + b"]" * depth)
    found = outcome(STRUCTURED, value)
    assert found is None or found[0] == "inhoud"
    assert found is not None or depth < 200_000


def test_structured_without_data() -> None:
    value = json.dumps({k: v for k, v in json.loads(document()).items() if k != "data"}).encode()
    assert findings_of(STRUCTURED, value) == {"data": "ontbreekt"}


@pytest.mark.parametrize("wrong", [None, 1, True, ["x"], {"x": 1}])
def test_structured_attributes_of_a_wrong_type_count_as_missing(wrong: object) -> None:
    assert findings_of(STRUCTURED, document(id=wrong)) == {"ce_id": "ontbreekt"}


@pytest.mark.parametrize("identity", ["\ud800", "a\x00b", "x" * 100_000, "é", "a b"])
def test_an_unfit_id_is_not_passed_on(identity: str) -> None:
    # It would go into the answer to the partner, where one of these cannot even be written.
    with pytest.raises(NotACloudEventError) as caught:
        read(STRUCTURED, document(id=identity), strict=True)
    answer = AanleveringGeweigerdV1(
        bericht_id=caught.value.message_id,
        topic="t",
        partitie=0,
        offset=0,
        redenen=caught.value.bevindingen,
    )
    assert caught.value.message_id is None
    assert answer.model_dump_json()


def test_a_fit_id_is_passed_on_so_that_the_partner_knows_which() -> None:
    with pytest.raises(NotACloudEventError) as caught:
        read(headers(ce_time=b"gisteren"), b"{}", strict=True)
    assert caught.value.message_id == "pol-1"


@pytest.mark.parametrize(
    "trace",
    [
        b"",
        b"00-xyz",
        b"00-" + b"0" * 32,
        b"01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    ],
)
def test_a_strange_trace_is_left_out(trace: bytes) -> None:
    assert read([*headers(), ("traceparent", trace)], b"{}", strict=True)[0].traceparent is None


header_names = st.one_of(
    st.sampled_from([*GOOD, "CE_ID", "traceparent", "Content-Type"]), st.text(max_size=20)
)
header_values = st.one_of(st.none(), st.binary(max_size=40), st.sampled_from([*GOOD.values()]))


@given(
    st.lists(st.tuples(header_names, header_values), max_size=12),
    st.one_of(st.none(), st.binary(max_size=200)),
    st.booleans(),
)
def test_no_header_can_do_more_than_be_refused(
    given_headers: list[tuple[str, bytes | None]], value: bytes | None, strict: bool
) -> None:
    found = outcome(given_headers, value, strict=strict)
    assert found is None or found


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.floats(), st.integers(), st.text(max_size=10)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=10,
)


@given(st.dictionaries(st.sampled_from(["id", "source", "type", "specversion", "time", "data",
                                        "datacontenttype", "traceparent", "data_base64"]),
                       json_values))  # fmt: skip
def test_no_structured_document_can_do_more_than_be_refused(content: dict[str, Any]) -> None:
    found = outcome(STRUCTURED, json.dumps(content).encode())
    assert found is None or found


@given(st.text(max_size=300))
def test_a_printable_name_is_fit_for_a_log_line(name: str) -> None:
    shown = cloudevents.printable(name)
    assert len(shown) <= 100
    assert shown.isascii()
    assert "\n" not in shown


ORDER = ("ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time", "content-type")
"""As `write` orders them, which is read by a way of its own."""
TRACE = b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
ODD: tuple[bytes | None, ...] = (
    None, b"", b" ", b"1", b"\xff", b"x" * 201, b"a b", b"a\n", "é".encode(), b"urn:nld:oin:1",
    SOURCE + b"\n", b"2026-11-23", b"2026-02-30T09:15:00Z", b"2026-11-23T09:15:00", TRACE[:-1],
    TRACE + b"\n", b"application/jose", b"application/json; charset=utf-8", b"Application/JSON",
    b"Application/CloudEvents+JSON", b"application/cloudevents+json; charset=utf-8",
)  # fmt: skip


def result(given_headers: Any, value: bytes | None, *, strict: bool) -> object:
    """All that a reader can tell, without the order of the findings."""
    try:
        return read(given_headers, value, strict=strict)
    except NotACloudEventError as error:
        return sorted((b.veld, b.tekst) for b in error.bevindingen), error.message_id


def values_of(name: str) -> st.SearchStrategy[bytes | None]:
    good = {**GOOD, "traceparent": TRACE}[name]
    return st.one_of(st.just(good), st.sampled_from(ODD), st.binary(max_size=20))


@given(
    st.tuples(*(values_of(name) for name in (*ORDER, "traceparent"))),
    st.integers(0, 7),
    st.sampled_from([b"{}", b"", None]),
    st.booleans(),
)
def test_headers_in_our_order_are_read_as_in_any_other(
    values: tuple[bytes | None, ...], count: int, value: bytes | None, strict: bool
) -> None:
    ours = list(zip((*ORDER, "traceparent"), values, strict=True))[: 7 - count]
    assert result(ours, value, strict=strict) == result(ours[::-1], value, strict=strict)


@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("name", [*ORDER, "traceparent"])
def test_one_odd_header_among_good_ones(name: str, odd: bytes | None, strict: bool) -> None:
    ours = [(each, {**GOOD, "traceparent": TRACE, name: odd}[each])
            for each in (*ORDER, "traceparent")]  # fmt: skip
    assert result(ours, b"{}", strict=strict) == result(ours[::-1], b"{}", strict=strict)
    untraced = ours[:-1]
    assert result(untraced, b"{}", strict=strict) == result(untraced[::-1], b"{}", strict=strict)


def test_what_is_written_is_read_again() -> None:
    def written(event_id: str, trace: str | None) -> list[tuple[str, bytes]]:
        return cloudevents.write(
            event_id=event_id, source=SOURCE.decode(), event_type="t",
            time="2026-11-23T09:15:00Z", content_type=cloudevents.JSON, traceparent=trace,
        )  # fmt: skip

    for event_id, trace in (("a", None), ("b", TRACE.decode())):
        envelope, _ = read(written(event_id, trace), b"{}", strict=True)
        assert (envelope.id, envelope.traceparent) == (event_id, trace)
        assert envelope.source == SOURCE.decode()
