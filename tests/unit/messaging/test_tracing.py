"""Trace context: followed when given, begun when not, recorded only when sampled."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

from vt_messaging.tracing import Tracing, trace_id

SAMPLED = f"00-{'a' * 32}-{'b' * 16}-01"


class Record(NamedTuple):
    traceparent: str | None
    source: str = "topic"


def test_a_given_context_is_followed_and_a_missing_one_begun() -> None:
    tracing = Tracing("proef", ratio=0.0)
    assert tracing.continued(SAMPLED) == SAMPLED
    begun = tracing.continued(None)
    assert begun.endswith("-00")
    assert len(trace_id(begun)) == 32
    assert tracing.continued(None) != begun


def test_the_ratio_decides_what_is_recorded() -> None:
    assert Tracing("proef", ratio=1.0).started().endswith("-01")


def test_only_sampled_records_become_spans(tmp_path: Path) -> None:
    file = tmp_path / "spans.jsonl"
    tracing = Tracing("proef", trace_file=str(file))
    unsampled = SAMPLED[:-2] + "00"
    with tracing.handling([Record(SAMPLED), Record(unsampled), Record(None)], "proef"):
        pass
    tracing.stop()
    [span] = [json.loads(line) for line in file.read_text().splitlines()]
    assert span["context"]["trace_id"] == "0x" + "a" * 32
    assert span["parent_id"] == "0x" + "b" * 16
