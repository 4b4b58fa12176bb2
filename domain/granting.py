"""Granting: who is made more than a user, by whom, and who may not be the last to go."""

from datetime import datetime

from contracts.market import Wallet
from domain.access import Role
from domain.errors import Conflict
from domain.ports.audit import Deed
from domain.ports.gateway import GatewayUnit


async def grant(wallet: Wallet, role: Role, by: str, uow: GatewayUnit, now: datetime) -> bool:
    """Make a wallet a role, and tell whether it was not; it counts from the next request on."""
    if (wallet, role) in await uow.access.grants():
        return False
    await uow.access.grant(wallet, role, by, now)
    await uow.audit.note(_deed("role.granted", wallet, role, by), now)
    return True


async def withdraw(wallet: Wallet, role: Role, by: str, uow: GatewayUnit, now: datetime) -> None:
    """Take a role from a wallet.

    Raises NotFound when it has it not, Conflict when nobody would be left to grant one.
    """
    admins = [each for each, held in await uow.access.grants() if held is Role.ADMIN]
    if role is Role.ADMIN and admins == [wallet]:
        raise Conflict(f"{wallet} is the last ADMIN; make another one first")
    await uow.access.withdraw(wallet, role)
    await uow.audit.note(_deed("role.withdrawn", wallet, role, by), now)


def _deed(event: str, wallet: Wallet, role: Role, by: str) -> Deed:
    return Deed(
        event=event, subject_kind="wallet", subject_id=wallet, actor=by, payload={"role": role}
    )
