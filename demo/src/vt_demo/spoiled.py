"""What can be wrong with a message; each must be refused alone, its neighbours unharmed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from vt_demo.wire import Record, dumps

OTHER_CONTENT = "zelfde-id-andere-inhoud"


def spoil(kind: str, record: Record, event_id: str) -> Record:
    """`record` with another id and this fault."""
    return _FAULTS[kind](_renamed(record, event_id))


def _renamed(record: Record, event_id: str) -> Record:
    if _is_structured(record):
        return _with_event(record, lambda event: event.update(id=event_id))
    headers = tuple((n, event_id.encode() if n == "ce_id" else v) for n, v in record.headers)
    return replace(record, headers=headers)


def _broken_json(record: Record) -> Record:
    return replace(record, value=(record.value or b"")[:-20])


def _missing_field(record: Record) -> Record:
    return _with_data(record, lambda data: data.pop("betrokkenen"))


def _unknown_field(record: Record) -> Record:
    return _with_data(record, lambda data: data.update(bijlage="foto.jpg"))


def _wrong_type(record: Record) -> Record:
    return _with_data(
        record, lambda data: data.update(aanleiding="ruzie", proefbericht="misschien")
    )


def _nul_in_name(record: Record) -> Record:
    return _with_data(
        record, lambda data: data["betrokkenen"][0].update(geslachtsnaam="Voor\x00beeld")
    )


def _no_id(record: Record) -> Record:
    if _is_structured(record):
        return _with_event(record, lambda event: event.pop("id"))
    return replace(record, headers=tuple(h for h in record.headers if h[0] != "ce_id"))


def _binary_header(record: Record) -> Record:
    return replace(record, headers=(*record.headers, ("ce_subject", b"\xff\xfe\x00")))


def _null_header(record: Record) -> Record:
    return replace(record, headers=(*record.headers, ("ce_subject", None)))


def _no_content(record: Record) -> Record:
    return replace(record, value=None)


def _other_content(record: Record) -> Record:
    return _with_data(record, lambda data: data.update(toelichting="Dit is een ander verhaal."))


_FAULTS: dict[str, Callable[[Record], Record]] = {
    "kapotte-json": _broken_json,
    "veld-ontbreekt": _missing_field,
    "nul-in-naam": _nul_in_name,
    "verkeerd-type": _wrong_type,
    "onbekend-veld": _unknown_field,
    "zonder-id": _no_id,
    "kop-geen-tekst": _binary_header,
    "kop-zonder-waarde": _null_header,
    "zonder-inhoud": _no_content,
    OTHER_CONTENT: _other_content,
}
KINDS = tuple(_FAULTS)


def _is_structured(record: Record) -> bool:
    return ("content-type", b"application/cloudevents+json") in record.headers


def _with_event(record: Record, change: Callable[[dict[str, Any]], object]) -> Record:
    event = json.loads(record.value or b"{}")
    change(event)
    return replace(record, value=dumps(event))


def _with_data(record: Record, change: Callable[[dict[str, Any]], object]) -> Record:
    if _is_structured(record):
        return _with_event(record, lambda event: change(event["data"]))
    data = json.loads(record.value or b"{}")
    change(data)
    return replace(record, value=dumps(data))
