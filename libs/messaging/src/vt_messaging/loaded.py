"""Aggregates of one batch of commands: loaded once, changed in memory, saved once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Generic, Protocol, TypeVar
from uuid import UUID


class Versioned(Protocol):
    """What carries a version."""

    @property
    def version(self) -> int: ...


V = TypeVar("V", bound=Versioned)


class Loaded(Generic[V]):
    """The present state of each, and the version in which it was loaded."""

    def __init__(self, loaded: Mapping[UUID, V]) -> None:
        self._loaded = loaded
        self._present = dict(loaded)

    def get(self, identity: UUID | None) -> V | None:
        """As earlier commands of this batch left it; None when it does not exist."""
        return None if identity is None else self._present.get(identity)

    def all(self) -> list[V]:
        """All, as they are now."""
        return list(self._present.values())

    def put(self, identity: UUID, value: V) -> None:
        """Its new state."""
        self._present[identity] = value

    def changed(self) -> Iterator[tuple[V, int]]:
        """What has a new state, with the version to save it over; in the order of the keys."""
        for identity in sorted(self._present):
            if self._present[identity] is not self._loaded[identity]:
                yield self._present[identity], self._loaded[identity].version
