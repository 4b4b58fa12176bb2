"""Positions in Postgres: the store, its rows, and the statements that watch over them."""

from infra.repositories.positions.store import SqlPositions

__all__ = ["SqlPositions"]
