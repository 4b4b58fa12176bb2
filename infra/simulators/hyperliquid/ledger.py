"""The venue's own truth in one document: what a test or a chaos run compares itself with."""

from collections import defaultdict
from decimal import Decimal

from infra.simulators.hyperliquid.accounts import ZERO
from infra.simulators.hyperliquid.orders import Order, whole_row
from infra.simulators.hyperliquid.state import State
from infra.simulators.hyperliquid.words import Json


def ledger(state: State, now: int) -> Json:
    """Write down everything; exact numbers as strings, users as addresses, moments in ms."""
    sums = totals(state)
    return {
        "time": now,
        "accounts": {user: _account(state, user, sums[user]) for user in state.accounts},
        "orders": [_order(order) for order in state.orders.values()],
        "accepted": [
            {"user": user, "cloid": cloid, "times": times}
            for (user, cloid), times in state.accepted.items()
        ],
        "fills": [fill.row() | {"user": fill.user} for fill in state.fills],
        "transfers": [
            {"user": moved.user, "usd": str(moved.usd), "time": moved.at}
            for moved in state.transfers
        ],
        "fundings": [
            {"user": paid.user, "coin": paid.coin, "usd": str(paid.usd), "time": paid.at}
            for paid in state.paid
        ],
    }


def totals(state: State) -> dict[str, dict[str, Decimal]]:
    """Sum up per user what came in, was earned, and was paid, from the records alone."""
    sums: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    for moved in state.transfers:
        sums[moved.user]["deposited"] += moved.usd
    for fill in state.fills:
        sums[fill.user]["closed"] += fill.closed
        sums[fill.user]["fees"] += fill.fee
    for paid in state.paid:
        sums[paid.user]["funding"] += paid.usd
    return sums


def _account(state: State, user: str, sums: dict[str, Decimal]) -> Json:
    account = state.accounts[user]
    return {
        "cash": str(account.cash),
        "equity": str(state.valuation(account).equity),
        "volume": str(account.volume),
        "positions": {
            coin: {"szi": str(held.size), "entryPx": str(held.entry)}
            for coin, held in account.positions.items()
        },
        **{key: str(sums[key]) for key in ("deposited", "closed", "fees", "funding")},
    }


def _order(order: Order) -> Json:
    return whole_row(order) | {"user": order.user, "status": order.status.value}
