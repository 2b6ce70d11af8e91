"""All writes of one batch, atomic and set-based: one SQL statement, and COPY for many new rows.

Every write is a data-modifying CTE over `unnest` of column arrays. PostgreSQL runs them all or none;
each states how many rows it must touch, and `expect_rows` (see schema.py) aborts the whole when
another number comes out, because then somebody else was faster. New rows of a table are copied in
the same transaction when there are so many that this costs less (docs/performance.md).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

STALE = "VT001"
CONFLICT = "VT002"
MANY = 100
"""From so many new rows of one table on, its round trips cost less than what COPY saves."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table that is written in sets: its columns with their types, and the key among them.

    A column named `version` makes its rows aggregates: an update then also checks the version that
    was loaded.
    """

    name: str
    columns: Mapping[str, str]
    key: tuple[str, ...]
    same_in_batch: frozenset[str] = frozenset()
    """Columns of an insert that have one value for the whole batch: sent once, not per row."""


Place = Callable[[str, Any], str]
"""Adds an argument of a PostgreSQL type and returns its placeholder."""
Row = Sequence[Any]
"""Values in the order of the table's columns."""


@dataclass(slots=True)
class Changes:
    """Collects the writes of one batch, then gives the statement. Rows are values in column order."""

    _inserts: dict[str, tuple[Table, list[Row]]] = field(default_factory=dict)
    _updates: dict[str, tuple[Table, list[Row], list[int]]] = field(default_factory=dict)
    _newest: dict[str, tuple[Table, dict[Row, Row]]] = field(default_factory=dict)
    _guards: list[Row] = field(default_factory=list)

    def insert(self, table: Table, row: Row) -> None:
        """Adds a row that must be new."""
        if (known := self._inserts.get(table.name)) is None:
            known = self._inserts[table.name] = (table, [])
        known[1].append(row)

    def insert_all(self, table: Table, rows: Sequence[Row]) -> None:
        """Adds rows that must be new; none changes nothing."""
        if not rows:
            return
        if (known := self._inserts.get(table.name)) is None:
            known = self._inserts[table.name] = (table, [])
        known[1].extend(rows)

    def save(self, table: Table, row: Row, loaded_version: int) -> None:
        """Adds a new state of an aggregate; `loaded_version` 0 means that it is new.

        The update touches the row only where it still has `loaded_version`.
        """
        if loaded_version == 0:
            self.insert(table, row)
            return
        if (known := self._updates.get(table.name)) is None:
            known = self._updates[table.name] = (table, [], [])
        known[1].append(row)
        known[2].append(loaded_version)

    def keep_newest(self, table: Table, row: Row) -> None:
        """Adds a snapshot of something that another writer versions; an older one changes nothing."""
        names = list(table.columns)
        key = tuple(row[names.index(name)] for name in table.key)
        version = names.index("version")
        if (known := self._newest.get(table.name)) is None:
            known = self._newest[table.name] = (table, {})
        earlier = known[1].get(key)
        if earlier is None or earlier[version] < row[version]:
            known[1][key] = row

    def advance(
        self, source: str, part: int, expected: int, following: int, published: int
    ) -> None:
        """Moves a progress row from `expected` to `following`; anything else there means stale."""
        self._guards.append((source, part, expected, following, published))

    @property
    def copies(self) -> list[tuple[Table, list[Row]]]:
        """New rows that are to be copied, in the transaction of the statement and after it."""
        return [(table, rows) for table, rows in self._inserts.values() if len(rows) >= MANY]

    def statement(self) -> tuple[str, list[Any]]:
        """The SQL text and its arguments (arrays), for everything but `copies`."""
        ctes: list[str] = []
        checks: list[str] = []
        arguments: list[Any] = []

        def place(pg_type: str, value: Any) -> str:
            arguments.append(value)
            return f"${len(arguments)}::{pg_type}"

        if self._guards:
            columns = list(zip(*sorted(self._guards, key=lambda g: (g[0], g[1])), strict=True))
            given = ", ".join(
                place(f"{pg_type}[]", values)
                for pg_type, values in zip(
                    ("text", "int", "bigint", "bigint", "bigint"), columns, strict=True
                )
            )
            ctes.append(
                "guard as (update progress p set next = u.following, published = u.published "
                f"from unnest({given}) u(source, part, expected, following, published) "
                "where p.source = u.source and p.part = u.part and p.next = u.expected returning 1)"
            )
            checks.append(_check("guard", len(self._guards), STALE, place))
        for table, rows, versions in self._updates.values():
            ctes.append(_update(table, rows, versions, place))
            checks.append(_check(f"updated_{table.name}", len(rows), CONFLICT, place))
        for table, rows in self._inserts.values():
            if len(rows) < MANY:
                ctes.append(_insert(table, rows, place))
        for table, by_key in self._newest.values():
            ctes.append(_upsert(table, [by_key[key] for key in sorted(by_key, key=tuple)], place))
        with_ctes = f"with {', '.join(ctes)} " if ctes else ""
        return f"{with_ctes}select {', '.join(checks) or 'true'}", arguments

    @property
    def empty(self) -> bool:
        """Whether there is nothing to write."""
        return not (self._inserts or self._updates or self._newest or self._guards)


def _check(cte: str, expected: int, error: str, place: Place) -> str:
    # The number is an argument: in the text it would make a new prepared statement of every batch.
    return f"expect_rows((select count(*) from {cte}), {place('bigint', expected)}, '{error}')"


def _insert(table: Table, rows: list[Row], place: Place) -> str:
    names, selected, arrays = [], [], []
    for (name, pg_type), values in zip(table.columns.items(), zip(*rows, strict=True), strict=True):
        names.append(f'"{name}"')
        if name in table.same_in_batch:
            selected.append(place(pg_type, values[0]))
        else:
            arrays.append(place(f"{pg_type}[]", values))
            selected.append(f"u.c{len(arrays)}")
    columns = ", ".join(f"c{i}" for i in range(1, len(arrays) + 1))
    return (
        f"inserted_{table.name} as (insert into {table.name} ({', '.join(names)}) "
        f"select {', '.join(selected)} from unnest({', '.join(arrays)}) u({columns}))"
    )


def _upsert(table: Table, rows: list[Row], place: Place) -> str:
    names = ", ".join(f'"{name}"' for name in table.columns)
    columns = zip(*rows, strict=True)
    given = ", ".join(
        place(f"{pg_type}[]", values)
        for pg_type, values in zip(table.columns.values(), columns, strict=True)
    )
    key = ", ".join(f'"{name}"' for name in table.key)
    assignments = ", ".join(
        f'"{name}" = excluded."{name}"' for name in table.columns if name not in table.key
    )
    return (
        f"kept_{table.name} as (insert into {table.name} as t ({names}) "
        f"select * from unnest({given}) on conflict ({key}) do update set {assignments} "
        f"where t.version < excluded.version)"
    )


def _update(table: Table, rows: list[Row], versions: list[int], place: Place) -> str:
    names = ", ".join(f'"{name}"' for name in table.columns)
    columns = zip(*rows, strict=True)
    given = [
        place(f"{pg_type}[]", values)
        for pg_type, values in zip(table.columns.values(), columns, strict=True)
    ]
    given.append(place("int[]", versions))
    assignments = ", ".join(
        f'"{name}" = u."{name}"' for name in table.columns if name not in table.key
    )
    same_key = " and ".join(f't."{name}" = u."{name}"' for name in table.key)
    return (
        f"updated_{table.name} as (update {table.name} t set {assignments} "
        f"from unnest({', '.join(given)}) u({names}, loaded_version) "
        f"where {same_key} and t.version = u.loaded_version returning 1)"
    )
