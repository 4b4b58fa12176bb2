"""The simulated Hyperliquid's ledger, in the form in which the truth table compares it."""

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from contracts.market import Symbol, Wallet

MICRO: Final = Decimal("0.000001")
"""The venue tells money to a millionth of a dollar: its last digit."""
Place = tuple[Wallet, Symbol]
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """All that the venue did; `stops` are the names of ours, `own` what users trade alone.

    `believed` are the names under which we believe that the venue took an order.
    """

    document: Mapping[str, Any]
    stops: frozenset[UUID]
    believed: frozenset[UUID]
    own: Collection[Symbol]

    def evidence(
        self, guarded: Collection[Hashable], named: Collection[Hashable]
    ) -> dict[str, Any]:
        """Say all of it by the names of the evidence, with what others made of it."""
        return {
            "rests": True,
            "grain": MICRO,
            "venue_orders": self.orders(),
            "venue_fills": self.fills(),
            "venue_holdings": self.holdings(),
            "venue_books": self.books(),
            "venue_traded": self.traded(),
            "stops": tuple(self.stops),
            "venue_stops": self.stops_taken(),
            "guarded": tuple(guarded),
            "venue_guarded": self.resting(),
            "by_hand": self.by_hand(),
            "named": tuple(named),
        }

    def orders(self) -> tuple[UUID, ...]:
        """List the names of accepted orders, each as often as it was accepted.

        One that could not be matched stays on the venue's books as refused, and counts as taken
        if we believe so: it is over there, and did not trade.
        """
        accepted = [name for name in self._accepted() if name not in self.stops]
        over = self._on_the_books() & self.believed - set(accepted)
        return (*accepted, *over)

    def stops_taken(self) -> tuple[UUID, ...]:
        """List the names of accepted stops, each as often as it was accepted."""
        return tuple(name for name in self._accepted() if name in self.stops)

    def traded(self) -> tuple[UUID, ...]:
        """List the names under which anything traded, but stops."""
        names = {name_of(fill) for fill in self._fills()}
        return tuple(name for name in names if name is not None and name not in self.stops)

    def fills(self) -> tuple[Hashable, ...]:
        """List the fills that have to be in our books."""
        return tuple(
            (fill_id(fill), Decimal(fill["sz"]), Decimal(fill["px"]), Decimal(fill["fee"]))
            for fill in self._fills()
            if fill["coin"] not in self.own
        )

    def holdings(self) -> dict[Place, Decimal]:
        """Tell what is held, and should be by our books too; a short is below 0."""
        return {place: net for place, net in self._held() if place[1] not in self.own}

    def books(self) -> dict[Wallet, tuple[Decimal, Decimal]]:
        """Sum up what each account earned and paid, but by what its user trades alone."""
        accounts = self.document["accounts"].items()
        sums = {user: (Decimal(a["closed"]), Decimal(a["fees"])) for user, a in accounts}
        for fill in self._fills():
            if fill["coin"] in self.own:
                earned, fees = sums[fill["user"]]
                less = Decimal(fill["closedPnl"]), Decimal(fill["fee"])
                sums[fill["user"]] = (earned - less[0], fees - less[1])
        return sums

    def resting(self) -> tuple[tuple[Wallet, Symbol, Decimal], ...]:
        """List what rests, as (wallet, coin, quantity)."""
        return tuple(
            (order["user"], order["coin"], Decimal(order["sz"]))
            for order in self.document["orders"]
            if order["status"] == "open" and order["isTrigger"]
        )

    def by_hand(self) -> tuple[Hashable, ...]:
        """List what users did: what they hold alone, and their fills that closed what was ours."""
        own = [("external", *place, net) for place, net in self._held() if place[1] in self.own]
        closed = [
            ("closed outside", fill["user"], fill_id(fill))
            for fill in self._fills()
            if name_of(fill) is None and fill["coin"] not in self.own
        ]
        return (*own, *closed)

    def _held(self) -> Iterable[tuple[Place, Decimal]]:
        for user, account in self.document["accounts"].items():
            for coin, position in account["positions"].items():
                yield (user, coin), Decimal(position["szi"])

    def _on_the_books(self) -> frozenset[UUID]:
        names = (name_of(order) for order in self.document["orders"])
        return frozenset(name for name in names if name is not None)

    def _fills(self) -> Iterable[Row]:
        rows: Iterable[Row] = self.document["fills"]
        return rows

    def _accepted(self) -> Iterable[UUID]:
        for row in self.document["accepted"]:
            for _ in range(row["times"]):
                yield UUID(hex=row["cloid"].removeprefix("0x"))


def named(reconciled: Mapping[str, Any]) -> tuple[Hashable, ...]:
    """List what `maxxit reconcile --json` names: what others did, and everything that differs."""
    found: list[Hashable] = [("silent", name) for name in reconciled["silent"]]
    for account in reconciled["accounts"]:
        wallet = account["wallet"]
        for held in account["external"]:
            sign = 1 if held["side"] == "LONG" else -1
            found.append(("external", wallet, held["symbol"], sign * Decimal(held["quantity"])))
        found += [("closed outside", wallet, fill) for fill in account["outside"]]
        found += [("differs", wallet, said) for said in account["differences"]]
    return tuple(found)


def fill_id(fill: Row) -> str:
    """Name a fill as our adapter does."""
    return f"{fill['oid']}/{fill['tid']}"


def name_of(row: Row) -> UUID | None:
    """Read the client order id of a fill or an order; None where it has none."""
    cloid = row.get("cloid")
    return UUID(hex=cloid.removeprefix("0x")) if cloid else None
