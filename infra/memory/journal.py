"""Dictionaries whose changes can be taken back until the transaction ends."""

from collections.abc import Callable, Hashable, Iterator
from typing import Any, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
_NOTHING: Any = object()


class Journal:
    """What the transaction under way has changed, in order."""

    def __init__(self) -> None:
        self._changes: list[tuple[dict[Any, Any], Any, Any]] = []
        self._after_rollback: list[Callable[[], None]] = []

    def note(self, rows: dict[Any, Any], key: object) -> None:
        """Remember what is there before it changes."""
        self._changes.append((rows, key, rows.get(key, _NOTHING)))

    def on_rollback(self, rebuild: Callable[[], None]) -> None:
        """Have something done whenever rows went back, such as making an index anew."""
        self._after_rollback.append(rebuild)

    def keep(self) -> None:
        """Forget how to go back."""
        self._changes.clear()

    def rollback(self) -> None:
        """Put everything back as it was at the last commit."""
        for rows, key, before in reversed(self._changes):
            if before is _NOTHING:
                rows.pop(key, None)
            else:
                rows[key] = before
        self._changes.clear()
        for rebuild in self._after_rollback:
            rebuild()


class Table(Generic[K, V]):
    """Rows by key, in the order they were first put there."""

    __slots__ = ("_journal", "_rows")

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._rows: dict[K, V] = {}

    def get(self, key: K) -> V | None:
        """Return a row, or None."""
        return self._rows.get(key)

    def put(self, key: K, row: V) -> None:
        """Store a row in place of what was there."""
        self._journal.note(self._rows, key)
        self._rows[key] = row

    def add(self, key: K, row: V) -> bool:
        """Store a row unless there is one, and tell whether it was stored."""
        if key in self._rows:
            return False
        self.put(key, row)
        return True

    def items(self) -> Iterator[tuple[K, V]]:
        """Go through keys and rows."""
        return iter(self._rows.items())

    def values(self) -> Iterator[V]:
        """Go through the rows."""
        return iter(self._rows.values())

    def __contains__(self, key: object) -> bool:
        return key in self._rows

    def __len__(self) -> int:
        return len(self._rows)
