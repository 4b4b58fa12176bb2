"""Errands as operators look at them."""

from domain.ports.operations import Errand
from infra.reading.look import Look, Row

_ONE = "select name, asked_at, done_at from errand where name = :name"


async def errand(look: Look, name: Errand) -> Row:
    """Tell when an errand was last asked for and done. Raises NotFound when it never was."""
    return await look.one(f"errand {name}", _ONE, name=name)
