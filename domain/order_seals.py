"""Who signs which order: keys and numbers, dealt out to the attempts that are about to begin."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from contracts.market import OrderId, VenueName, Wallet
from domain.orders import Case, Order, OrderState, Seal

Keys = Mapping[tuple[VenueName, Wallet], Wallet]
"""The address of the key that may sign for an account at a venue."""


def to_sign(cases: Iterable[Case], signing: Collection[VenueName]) -> list[Order]:
    """List the orders that need a signature to begin: planned ones at venues that want it."""
    return [
        case.order
        for case in cases
        if case.order.state is OrderState.PLANNED and case.order.venue in signing
    ]


def wanted(orders: Iterable[Order], keys: Keys) -> Mapping[Wallet, int]:
    """Count the numbers that each key needs for these orders."""
    known = ((order.venue, order.wallet) for order in orders)
    return Counter(keys[account] for account in known if account in keys)


def seals(
    orders: Iterable[Order], keys: Keys, nonces: Mapping[Wallet, Sequence[int]]
) -> dict[OrderId, Seal]:
    """Deal each order its key and the key's next number; orders without a key get none.

    `nonces` holds for each key as many numbers as `wanted` counts.
    """
    left = {key: iter(numbers) for key, numbers in nonces.items()}
    signed = ((order, keys.get((order.venue, order.wallet))) for order in orders)
    return {
        order.id: Seal(signer=key, nonce=next(left[key]))
        for order, key in signed
        if key is not None
    }
