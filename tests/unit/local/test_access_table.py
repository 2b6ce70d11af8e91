"""The difference between the rights that are and those that must be."""

from __future__ import annotations

from vt_local.access_table import AccessChange, AccessTable, Permission, Topic, access_change

_READ = Permission("gm0935", "topic", "overdracht.gm0935.v1", "READ")
_GROUP = Permission("gm0935", "group", "gm0935", "READ")
_STALE = Permission("gm0935", "topic", "overdracht.gm0888.v1", "READ")


def test_only_what_is_missing_is_added_and_only_what_is_over_is_removed():
    change = access_change([_READ, _GROUP], [_GROUP, _STALE])
    assert change == AccessChange(add=(_READ,), remove=(_STALE,))


def test_nothing_changes_when_all_is_as_it_must_be():
    assert access_change([_READ, _GROUP], [_GROUP, _READ]) == AccessChange((), ())


def test_a_right_on_a_group_is_not_one_on_a_topic_of_that_name():
    on_topic = Permission("x", "topic", "same", "READ")
    on_group = Permission("x", "group", "same", "READ")
    change = access_change([on_topic], [on_group])
    assert change == AccessChange((on_topic,), (on_group,))


def test_the_order_is_always_the_same():
    wanted = [Permission("p", "topic", name, "READ") for name in "cab"]
    assert [each.name for each in access_change(wanted, ()).add] == ["a", "b", "c"]


def test_the_contracts_table_is_complete():
    table = AccessTable.from_contracts()
    names = {topic.name for topic in table.topics}
    granted = {p.name for p in table.permissions if p.resource == "topic"}
    assert granted <= names
    assert {p.principal for p in table.permissions} <= set(table.principals)
    assert len(table.parties()) == 16


def test_no_party_may_touch_another_ones_topics():
    table = AccessTable.from_contracts()
    for permission in table.permissions:
        if permission.principal in table.parties() and permission.resource == "topic":
            assert permission.principal in permission.name.split(".")


def test_a_topic_says_only_what_differs_from_the_broker():
    day = 24 * 60 * 60 * 1000
    assert Topic("a", 6, 14).settings() == {"retention.ms": str(14 * day)}
    large = Topic("b", 1, 1, max_message_bytes=8 * 1024 * 1024)
    assert large.settings() == {"retention.ms": str(day), "max.message.bytes": "8388608"}


def test_replication_follows_the_largest_topic():
    table = AccessTable((), (Topic("a"), Topic("b", max_message_bytes=5_000_000)), frozenset())
    assert table.largest_record(1_000_000) == 5_000_000
    assert table.largest_record(6_000_000) == 6_000_000
