"""Sources in memory, shared by those who follow them and those who hear their posts."""

from contracts.market import SourceId
from contracts.posts import SourceKind
from domain.agents import Source
from infra.memory.journal import Journal, Table


class MemorySources:
    """Sources by kind and handle, and by id."""

    def __init__(self, journal: Journal) -> None:
        self._sources: Table[tuple[SourceKind, str], Source] = Table(journal)
        self._by_id: Table[SourceId, Source] = Table(journal)

    def named(self, kind: SourceKind, handle: str) -> Source | None:
        """Find a source by what it is called."""
        return self._sources.get((kind, handle))

    def of(self, source_id: SourceId) -> Source | None:
        """Find a source by its id."""
        return self._by_id.get(source_id)

    def put(self, source: Source) -> None:
        """Store a source in place of the one of its kind and handle."""
        self._sources.put((source.kind, source.handle), source)
        self._by_id.put(source.id, source)
