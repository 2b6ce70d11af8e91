"""The topics: named once, an acute lane beside each, limits and retention as designed."""

from __future__ import annotations

import importlib
from itertools import product
from typing import Any
from unittest.mock import Mock

import pytest
from vt_contracts import access
from vt_contracts.topics import ACUUT, SERVICES, TopicSpec, topics

SPECS = {spec.name: spec for spec in topics()}


def test_names_are_unique() -> None:
    assert len(SPECS) == len(topics())


def test_what_can_carry_an_acute_melding_has_an_acute_topic() -> None:
    without_lanes = {
        name
        for name in SPECS
        if name.endswith(".dlq.v1") or (name.startswith("aanlevering.") and ".antwoord." in name)
    }
    regular = {name for name in SPECS if not name.endswith(ACUUT)} - without_lanes
    assert {name + ACUUT for name in regular} == {name for name in SPECS if name.endswith(ACUUT)}


def test_internal_topics_keep_fourteen_days() -> None:
    assert {spec.retention_days for spec in SPECS.values()} == {14}


def from_outside(spec: TopicSpec) -> bool:
    writers = {
        g.principal for g in access.grants() if g.name == spec.name and g.operation == "WRITE"
    }
    return not writers <= set(SERVICES)


@pytest.mark.parametrize("name", sorted(SPECS))
def test_what_outsiders_write_is_stamped_by_the_broker_and_may_be_too_large(name: str) -> None:
    # Too large for us is refused with a reason by the service, not without one by the broker.
    spec = SPECS[name]
    assert spec.log_append_time is from_outside(spec)
    if from_outside(spec):
        assert spec.max_message_bytes is not None
        assert spec.max_message_bytes > 5 * 1024 * 1024


def test_a_dead_letter_has_room_for_the_largest_record_in_base64() -> None:
    largest = max(spec.max_message_bytes or 0 for spec in SPECS.values() if from_outside(spec))
    for service in SERVICES:
        assert (SPECS[f"{service}.dlq.v1"].max_message_bytes or 0) > largest * 4 / 3


@pytest.mark.parametrize(("service", "lane"), product(SERVICES, access.LANES))
def test_a_service_consumes_exactly_what_it_may_read(service: str, lane: str) -> None:
    # One that it may not read would stop the consumer; a right without use is one too many.
    subscriptions: Any = importlib.import_module(f"{service}.subscriptions")
    routes = subscriptions.routes(Mock(), lane)
    consumed = {name for name in SPECS if any(route.topics.fullmatch(name) for route in routes)}
    readable = {
        grant.name
        for grant in access.grants()
        if (grant.principal, grant.resource, grant.operation) == (service, "topic", "READ")
        and grant.name.endswith(ACUUT) is (lane == "acuut")
    }
    assert consumed == readable


@pytest.mark.parametrize(("service", "lane"), product(SERVICES, access.LANES))
def test_topics_that_outsiders_write_are_read_strictly(service: str, lane: str) -> None:
    subscriptions: Any = importlib.import_module(f"{service}.subscriptions")
    for route in subscriptions.routes(Mock(), lane):
        outside = {from_outside(s) for n, s in SPECS.items() if route.topics.fullmatch(n)}
        assert outside == {route.strict}, route.name
