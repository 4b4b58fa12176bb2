"""Ids of what begins at the edge; what has a cause derives its id from that."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """Return an id that sorts after those made before it."""
    return uuid7()
