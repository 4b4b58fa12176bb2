"""Roles over HTTP."""

from typing import Literal

from api.schemas.base import Address, In, Out, Shown
from domain.access import Role

Granted = Literal[Role.CREATOR, Role.OPS, Role.ADMIN]
"""What a wallet can be made; everybody is a USER."""


class RoleIn(In):
    """A role for a wallet."""

    wallet: Address
    role: Granted


class RoleOut(Out):
    """A wallet that is more than a user."""

    wallet: Shown
    role: Role
