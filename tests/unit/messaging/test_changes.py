"""The statement that a batch becomes."""

from __future__ import annotations

import pytest
from vt_messaging.changes import MANY, Changes, Table

ZAAK = Table("zaak", {"id": "int", "version": "int", "wat": "text", "op": "date"}, ("id",),
             frozenset({"op"}))  # fmt: skip


def test_nothing_to_write_is_empty() -> None:
    assert Changes().empty


def test_an_insert_sends_what_is_the_same_for_all_rows_once() -> None:
    changes = Changes()
    changes.insert(ZAAK, (1, 1, "a", "vandaag"))
    changes.insert(ZAAK, (2, 1, "b", "vandaag"))
    text, arguments = changes.statement()
    assert arguments == [(1, 2), (1, 1), ("a", "b"), "vandaag"]
    assert "$4::date" in text


def test_an_update_checks_the_loaded_version_of_each_row() -> None:
    changes = Changes()
    changes.save(ZAAK, (1, 4, "a", None), loaded_version=3)
    text, arguments = changes.statement()
    assert "t.version = u.loaded_version" in text
    assert "expect_rows((select count(*) from updated_zaak), $6::bigint, 'VT002')" in text
    assert arguments[-2:] == [[3], 1]


def test_a_new_aggregate_is_an_insert() -> None:
    changes = Changes()
    changes.save(ZAAK, (1, 1, "a", None), loaded_version=0)
    assert changes.statement()[0].startswith("with inserted_zaak")


def test_the_guard_comes_with_a_check_that_names_it_stale() -> None:
    changes = Changes()
    changes.advance("topic", 1, expected=5, following=9, published=5)
    text, arguments = changes.statement()
    assert "'VT001'" in text
    assert arguments == [("topic",), (1,), (5,), (9,), (5,), 1]


@pytest.mark.parametrize("counts", [(1, 2, MANY - 1), (MANY, 500)])
def test_the_text_is_the_same_for_any_number_of_rows(counts: tuple[int, ...]) -> None:
    """Another text for each batch size would fill the caches of prepared statements on both sides."""
    texts = set()
    for count in counts:
        changes = Changes()
        for number in range(count):
            changes.advance("topic", number, 0, 1, 0)
            changes.save(ZAAK, (number, 2, "a", None), loaded_version=1)
            changes.insert(ZAAK, (number, 1, "a", None))
            changes.keep_newest(ZAAK, (number, 1, "a", None))
        texts.add(changes.statement()[0])
    assert len(texts) == 1


def test_many_new_rows_of_a_table_are_copied_and_not_in_the_statement() -> None:
    changes = Changes()
    for number in range(MANY - 1):
        changes.insert(ZAAK, (number, 1, "a", None))
    assert changes.copies == []
    changes.insert(ZAAK, (MANY, 1, "a", None))
    [(table, rows)] = changes.copies
    assert (table, len(rows)) == (ZAAK, MANY)
    assert changes.statement() == ("select true", [])


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_of_two_snapshots_in_a_batch_the_newest_is_kept(order: tuple[int, int]) -> None:
    changes = Changes()
    for version in order:
        changes.keep_newest(ZAAK, (7, version, f"v{version}", None))
    assert changes.statement()[1][2] == ("v2",)
