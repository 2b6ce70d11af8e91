"""The access table against the design: who may do what, and that nobody may do anything else."""

from __future__ import annotations

import re
from itertools import product

import pytest
from vt_contracts import access
from vt_contracts.parties import GEMEENTEN, PARTIES, PARTNERS, VERRIJKERS
from vt_contracts.topics import SERVICES, acuut, topics

GRANTS = set(access.grants())
TOPICS = [spec.name for spec in topics()]


def allowed(principal: str, topic: str, operation: str) -> bool:
    """What the design says, written a second time and without the table's own words.

    The topic table of the design: writer → reader. `.acuut` beside a topic has the same two.
    """
    name = topic.removesuffix(".acuut")
    writers, readers = expected(name)
    if topic == "melding.status.v1.acuut":
        readers = {*readers, "triage"}  # who accepted what is acute, so that nobody is paged
    reads, writes = principal in readers, principal in writers
    return {"READ": reads, "WRITE": writes, "DESCRIBE": reads or writes}[operation]


def expected(name: str) -> tuple[set[str], set[str]]:
    if match := re.fullmatch(r"aanlevering\.([a-z-]+)\.v1", name):
        return {match[1]}, {"intake"}
    if match := re.fullmatch(r"aanlevering\.([a-z-]+)\.antwoord\.v1", name):
        return {"intake", "notification"}, {match[1]}
    if match := re.fullmatch(r"overdracht\.(gm\d{4})\.v1", name):
        return {"routing"}, {match[1]}
    if match := re.fullmatch(r"overdracht\.(gm\d{4})\.antwoord\.v1", name):
        return {match[1]}, {"routing"}
    if match := re.fullmatch(r"verrijking\.([a-z-]+)\.verzoek\.v1", name):
        return {"triage"}, {match[1]}
    if match := re.fullmatch(r"verrijking\.([a-z-]+)\.antwoord\.v1", name):
        return {match[1]}, {"triage"}
    if match := re.fullmatch(r"([a-z]+)\.dlq\.v1", name):
        return {match[1]}, set()
    internal: dict[str, tuple[set[str], set[str]]] = {
        "melding.ontvangen.v1": ({"intake"}, {"triage"}),
        "melder.geregistreerd.v1": ({"intake"}, {"notification"}),
        "melding.getrieerd.v1": ({"triage"}, {"routing"}),
        # The clock of an overdracht ends when a party starts.
        "melding.overgedragen.v1": ({"routing"}, {"triage"}),
        # Facts without persons: intake's status page and notification follow them.
        "melding.status.v1": (set(SERVICES), {"intake", "notification"}),
    }
    return internal[name]


@pytest.mark.parametrize("principal", access.PRINCIPALS)
def test_matrix_of_topics(principal: str) -> None:
    for topic, operation in product(TOPICS, ("READ", "WRITE", "DESCRIBE")):
        granted = access.Grant(principal, "topic", topic, operation) in GRANTS  # type: ignore[arg-type]
        assert granted is allowed(principal, topic, operation), (principal, topic, operation)


@pytest.mark.parametrize("principal", access.PRINCIPALS)
def test_groups_belong_to_one_principal(principal: str) -> None:
    groups = {g.name for g in GRANTS if g.principal == principal and g.resource == "group"}
    if principal in SERVICES:
        assert groups == {f"{principal}.regulier", f"{principal}.acuut"}
    else:
        assert groups == {principal}


def test_nobody_writes_into_a_group() -> None:
    operations = {grant.operation for grant in GRANTS if grant.resource == "group"}
    assert operations == {"READ", "DESCRIBE"}


def test_a_gemeente_has_its_own_four_topics_and_no_other() -> None:
    for party in PARTIES:
        names = {g.name for g in GRANTS if g.principal == party and g.resource == "topic"}
        offer, answer = f"overdracht.{party}.v1", f"overdracht.{party}.antwoord.v1"
        assert names == {offer, acuut(offer), answer, acuut(answer)}


def test_no_party_or_partner_can_see_anything_of_another() -> None:
    outside = tuple(dict.fromkeys((*PARTIES, *PARTNERS, *VERRIJKERS)))
    for one, other in product(outside, outside):
        if one != other:
            seen_by = {g.name for g in GRANTS if g.principal == one}
            assert not seen_by & {g.name for g in GRANTS if g.principal == other}


def test_no_topic_of_the_internals_is_open_to_outsiders() -> None:
    for grant in GRANTS:
        if grant.principal not in SERVICES and grant.resource == "topic":
            assert grant.name.startswith(("aanlevering.", "overdracht.", "verrijking."))


def test_names_are_literal() -> None:
    # `*` as a literal resource name means everything to Kafka.
    for grant in GRANTS:
        assert re.fullmatch(r"[a-z0-9.-]+", grant.name), grant


def test_every_right_is_on_something_that_exists() -> None:
    assert {g.name for g in GRANTS if g.resource == "topic"} <= set(TOPICS)
    assert {g.principal for g in GRANTS} == set(access.PRINCIPALS)


def test_every_topic_has_a_writer() -> None:
    written = {g.name for g in GRANTS if g.operation == "WRITE"}
    assert written == set(TOPICS)


def test_principals_are_the_services_partners_and_gemeenten() -> None:
    assert len(set(access.PRINCIPALS)) == len(access.PRINCIPALS)
    assert set(access.PRINCIPALS) == {
        *SERVICES,
        *PARTNERS,
        *(code.lower() for code in GEMEENTEN),
        *VERRIJKERS,
    }
    assert len(GEMEENTEN) == 16


def test_table_is_sorted_and_without_repeats() -> None:
    table = access.grants()
    assert list(table) == sorted(set(table))


def test_a_planted_right_is_noticed() -> None:
    stolen = access.Grant("gm0888", "topic", "overdracht.gm0935.v1", "READ")
    assert stolen not in GRANTS
    assert not allowed("gm0888", "overdracht.gm0935.v1", "READ")
