"""CloudEvents 1.0 over Kafka (NL GOV profile): binary and structured mode in, binary mode out.

Header values come from outside, so every one may be missing, null, doubled or no text at all; each
of these is a finding with a name, never an exception from a decoder.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from vt_contracts.melding import Bevinding

Headers = Sequence[tuple[str, bytes | None]]

JSON = "application/json"
JOSE = "application/jose"
STRUCTURED = "application/cloudevents+json"
_PREFIX = "ce_"
_REQUIRED = ("id", "source", "specversion", "type")
_TRACEPARENT = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
_SOURCE = re.compile(r"urn:nld:(oin:[0-9]{20}|gemeentenr:[0-9]{4}):systeem:[A-Za-z0-9._-]{1,60}")
_UNPRINTABLE = re.compile(r"[^A-Za-z0-9._-]")
_ID = re.compile(r"[\x21-\x7e]{1,200}")


class Envelope(NamedTuple):
    """The attributes of a received CloudEvent; `time` and `traceparent` as text, not yet judged."""

    id: str
    source: str
    type: str
    content_type: str
    time: str | None
    traceparent: str | None


class NotACloudEventError(Exception):
    """A record that is no CloudEvent; `bevindingen` names everything wrong with it.

    `message_id` is its CloudEvents id where that much could be read.
    """

    def __init__(self, bevindingen: list[Bevinding], message_id: str | None = None) -> None:
        super().__init__("; ".join(f"{b.veld}: {b.tekst}" for b in bevindingen))
        self.bevindingen = bevindingen
        self.message_id = message_id


def read(headers: Headers, value: bytes | None, *, strict: bool) -> tuple[Envelope, bytes]:
    """The envelope and the data (JSON or JOSE bytes) of a record, in either mode.

    `strict` also holds source and id against the NL GOV profile, for records from partners.
    Raises NotACloudEventError naming every fault at once.
    """
    if value is not None and (plain := _as_written(headers, strict=strict)) is not None:
        return plain, value
    faults: list[Bevinding] = []
    seen: dict[str, str] = {}
    for name, raw in headers:
        lower = name.lower()
        if not lower.startswith(_PREFIX) and lower not in ("content-type", "traceparent"):
            continue
        if raw is None:
            faults.append(_header_fault(lower, "heeft geen waarde"))
        elif lower in seen:
            faults.append(_header_fault(lower, "staat er meer dan een keer"))
        else:
            try:
                seen[lower] = raw.decode("utf-8")
            except UnicodeDecodeError:
                faults.append(_header_fault(lower, "is geen tekst in UTF-8"))
    if value is None:
        faults.append(Bevinding(veld="inhoud", tekst="ontbreekt"))
        value = b""
    if not faults and _media_type(seen.get("content-type", "")) == STRUCTURED:
        attributes, value = _structured(value, faults)
    else:
        attributes = {name[3:]: text for name, text in seen.items() if name.startswith(_PREFIX)}
        attributes["datacontenttype"] = seen.get("content-type", JSON)
    attributes.setdefault("traceparent", seen.get("traceparent", ""))
    _judge(attributes, faults, strict=strict)
    if faults:
        identity = attributes.get("id", "")
        raise NotACloudEventError(faults, identity if _ID.fullmatch(identity) else None)
    trace = attributes["traceparent"]
    return (
        Envelope(
            id=attributes["id"],
            source=attributes["source"],
            type=attributes["type"],
            content_type=attributes["datacontenttype"],
            time=attributes.get("time"),
            traceparent=trace if _TRACEPARENT.fullmatch(trace) else None,
        ),
        value,
    )


def _as_written(headers: Headers, *, strict: bool) -> Envelope | None:
    """The envelope when the headers are just as `write` makes them, else None: then look closely.

    Most records are, and this is four times faster than judging each header. It names no fault.
    """
    if len(headers) == len(_NAMES) - 1:
        headers = (*headers, _UNTRACED)
    elif len(headers) != len(_NAMES):
        return None
    (
        (n1, version),
        (n2, identity),
        (n3, source),
        (n4, kind),
        (n5, time),
        (n6, media),
        (n7, trace),
    ) = headers
    content_type = _CONTENT_TYPES.get(media)
    if (
        (n1, n2, n3, n4, n5, n6, n7) != _NAMES
        or version != _VERSION
        or content_type is None
        or trace is None
        or not (identity and source and kind and time)
    ):
        return None
    try:
        envelope = Envelope(
            identity.decode("ascii"),
            source.decode("ascii"),
            kind.decode("ascii"),
            content_type,
            time.decode("ascii"),
            trace.decode("ascii") or None,
        )
    except UnicodeDecodeError:
        return None
    if envelope.traceparent is not None and not _TRACEPARENT.fullmatch(envelope.traceparent):
        return None
    if strict and not (
        _ID.fullmatch(envelope.id)
        and _SOURCE.fullmatch(envelope.source)
        and _is_moment(envelope.time or "")
    ):
        return None
    return envelope


def _header_fault(name: str, tekst: str) -> Bevinding:
    return Bevinding(veld=f"header {printable(name)}", tekst=tekst)


def _structured(value: bytes, faults: list[Bevinding]) -> tuple[dict[str, str], bytes]:
    try:
        document = json.loads(value)
    except (ValueError, RecursionError):
        faults.append(Bevinding(veld="inhoud", tekst="is geen geldige JSON"))
        return {}, b""
    if not isinstance(document, dict):
        faults.append(Bevinding(veld="inhoud", tekst="is geen CloudEvent (JSON-object)"))
        return {}, b""
    attributes = {
        name: text
        for name, text in document.items()
        if name not in ("data", "data_base64") and isinstance(text, str)
    }
    attributes.setdefault("datacontenttype", JSON)
    if "data_base64" in document:
        try:
            return attributes, base64.b64decode(document["data_base64"], validate=True)
        except (TypeError, ValueError):
            faults.append(Bevinding(veld="data_base64", tekst="is geen geldige base64"))
            return attributes, b""
    if "data" not in document:
        faults.append(Bevinding(veld="data", tekst="ontbreekt"))
        return attributes, b""
    data = document["data"]
    if isinstance(data, str) and _media_type(attributes["datacontenttype"]) == JOSE:
        return attributes, data.encode("ascii", "replace")
    return attributes, json.dumps(data).encode()


def _media_type(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def _judge(attributes: dict[str, str], faults: list[Bevinding], *, strict: bool) -> None:
    for name in _REQUIRED:
        if not attributes.get(name) and not any(b.veld.endswith(f"ce_{name}") for b in faults):
            faults.append(Bevinding(veld=f"ce_{name}", tekst="ontbreekt"))
    if attributes.get("specversion", "1.0") != "1.0":
        faults.append(Bevinding(veld="ce_specversion", tekst="moet 1.0 zijn"))
    if not strict:
        return
    if (source := attributes.get("source")) and not _SOURCE.fullmatch(source):
        faults.append(
            Bevinding(veld="ce_source", tekst="moet urn:nld:oin:<OIN>:systeem:<naam> zijn")
        )
    if (identity := attributes.get("id")) and not _ID.fullmatch(identity):
        faults.append(Bevinding(veld="ce_id", tekst="heeft 1 tot 200 zichtbare ASCII-tekens"))
    if (moment := attributes.get("time")) and not _is_moment(moment):
        faults.append(Bevinding(veld="ce_time", tekst="is geen tijdstip volgens RFC 3339"))


def _is_moment(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


_NAMES = (
    "ce_specversion",
    "ce_id",
    "ce_source",
    "ce_type",
    "ce_time",
    "content-type",
    "traceparent",
)
"""The headers that `write` makes, in this order."""
_UNTRACED = ("traceparent", b"")
_VERSION = b"1.0"
_CONTENT_TYPES: dict[bytes | None, str] = {text.encode(): text for text in (JSON, JOSE)}
"""The content types that are beyond doubt: the data is the value as it is."""


def write(
    *,
    event_id: str,
    source: str,
    event_type: str,
    time: str,
    content_type: str,
    traceparent: str | None,
) -> list[tuple[str, bytes]]:
    """The headers of an event in binary mode; `time` in RFC 3339."""
    headers = [
        ("ce_specversion", _VERSION),
        ("ce_id", event_id.encode()),
        *_same_in_batch(source, event_type, time, content_type),
    ]
    if traceparent is not None:
        headers.append(("traceparent", traceparent.encode()))
    return headers


@lru_cache(maxsize=64)
def _same_in_batch(
    source: str, event_type: str, time: str, content_type: str
) -> tuple[tuple[str, bytes], ...]:
    """The headers that events of one type share, since a batch has one moment."""
    return (
        ("ce_source", source.encode()),
        ("ce_type", event_type.encode()),
        ("ce_time", time.encode()),
        ("content-type", content_type.encode()),
    )


def findings(errors: Iterable[dict[str, object]]) -> list[Bevinding]:
    """Pydantic's errors as bevindingen: the field's path and a Dutch sentence, never the value."""
    found = []
    for error in errors:
        location = error.get("loc", ())
        path = ".".join(str(part) for part in location) if isinstance(location, tuple) else ""
        found.append(Bevinding(veld=printable(path) or "inhoud", tekst=_sentence(error)))
    return found


def printable(name: str) -> str:
    """A name that a sender made up, fit for a log line: letters, digits and `._-`, at most 100."""
    return _UNPRINTABLE.sub("?", name[:100])


def _sentence(error: dict[str, object]) -> str:
    kind = str(error.get("type", ""))
    context = error.get("ctx")
    details = context if isinstance(context, dict) else {}
    if kind == "enum":
        return f"moet een van deze waarden zijn: {details.get('expected', '')}".replace(
            " or ", " of "
        )
    if kind == "string_too_long":
        return f"is te lang, ten hoogste {details.get('max_length')} tekens"
    if kind == "too_short":
        return f"heeft ten minste {details.get('min_length')} onderdeel nodig"
    if kind == "too_long":
        return f"heeft ten hoogste {details.get('max_length')} onderdelen"
    return _SENTENCES.get(kind, f"is niet goed ({kind})")


_SENTENCES = {
    "missing": "ontbreekt",
    "extra_forbidden": "is een onbekend veld",
    "json_invalid": "is geen geldige JSON",
    "string_type": "moet tekst zijn",
    "string_pattern_mismatch": "bevat tekens die hier niet kunnen",
    "string_too_short": "mag niet leeg zijn",
    "bool_parsing": "moet true of false zijn",
    "bool_type": "moet true of false zijn",
    "int_parsing": "moet een heel getal zijn",
    "int_type": "moet een heel getal zijn",
    "list_type": "moet een lijst zijn",
    "model_type": "moet een JSON-object zijn",
    "model_attributes_type": "moet een JSON-object zijn",
    "datetime_type": "is geen tijdstip volgens RFC 3339",
    "datetime_parsing": "is geen tijdstip volgens RFC 3339",
    "datetime_from_date_parsing": "is geen tijdstip volgens RFC 3339",
    "timezone_aware": "moet een tijdzone hebben, bijvoorbeeld Z",
    "uuid_parsing": "is geen geldige UUID",
    "greater_than_equal": "is te klein",
    "less_than_equal": "is te groot",
}
