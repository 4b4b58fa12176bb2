"""What a claim of orders is judged by, read in the claim's own transaction."""

from collections.abc import Sequence
from datetime import datetime

from consumers.stage import World
from contracts.market import VenueName, Wallet
from domain.order_claims import Scene
from domain.order_seals import Keys, seals, to_sign, wanted
from domain.orders import Case, Order
from domain.ports.unit_of_work import UnitOfWork


async def scene_of(cases: Sequence[Case], uow: UnitOfWork, world: World, now: datetime) -> Scene:
    """Look up all that a claim is judged by, and take the numbers that its signatures spend.

    The numbers are committed with the attempts that spend them. They are taken last, because
    until then nobody else gets any of the same keys.
    """
    signing = frozenset(name for name, venue in world.venues.items() if venue.signs)
    unsigned = to_sign(cases, signing)
    keys, looks = await _keys(unsigned, uow), await _looks(unsigned, uow)
    halts = await uow.halts.in_force()
    nonces = await uow.signers.nonces(wanted(unsigned, keys), now)
    return Scene(
        now=now,
        policy=world.policy,
        halts=halts,
        venues=frozenset(world.venues),
        signing=signing,
        seals=seals(unsigned, keys, nonces),
        room={name: budget.room() for name, budget in world.rooms.items()},
        looks=looks,
    )


async def _keys(orders: Sequence[Order], uow: UnitOfWork) -> Keys:
    return {
        (venue, wallet): key
        for venue, wallets in _accounts(orders).items()
        for wallet, key in (await uow.signers.for_wallets(venue, wallets)).items()
    }


async def _looks(
    orders: Sequence[Order], uow: UnitOfWork
) -> dict[tuple[VenueName, Wallet], datetime]:
    return {
        (venue, wallet): looked_at
        for venue, wallets in _accounts(orders).items()
        for wallet, looked_at in (await uow.reconciliation.looks(venue, wallets)).items()
    }


def _accounts(orders: Sequence[Order]) -> dict[VenueName, set[Wallet]]:
    accounts: dict[VenueName, set[Wallet]] = {}
    for order in orders:
        accounts.setdefault(order.venue, set()).add(order.wallet)
    return accounts
