"""All that the venue knows, in memory, changed by one event loop and nobody else."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256

from infra.simulators.hyperliquid.accounts import ZERO, Account, Valuation
from infra.simulators.hyperliquid.agents import Agents
from infra.simulators.hyperliquid.book import Book, Depth, Level, made, middle, take
from infra.simulators.hyperliquid.listing import Asset
from infra.simulators.hyperliquid.nonces import Nonces
from infra.simulators.hyperliquid.orders import Order
from infra.simulators.hyperliquid.records import Fill, Funding, Transfer
from infra.simulators.hyperliquid.words import NO_ASSET, Refused, Status

Heard = Callable[[str, object], None]
"""Told of every event: whose it is ("" for everybody's), and an order, a fill or a coin."""


@dataclass(slots=True, kw_only=True)
class State:
    """The venue's books. Prices are USD per token, moments are ms."""

    assets: tuple[Asset, ...]
    marks: dict[str, Decimal]
    oracles: dict[str, Decimal] = field(default_factory=dict)
    fundings: dict[str, Decimal] = field(default_factory=dict)
    depth: Depth = field(default_factory=Depth)
    depths: dict[str, Depth] = field(default_factory=dict)
    books: dict[str, Book] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    agents: Agents = field(default_factory=Agents)
    nonces: Nonces = field(default_factory=Nonces)
    orders: dict[int, Order] = field(default_factory=dict)
    resting: dict[int, Order] = field(default_factory=dict)
    by_cloid: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    fills: list[Fill] = field(default_factory=list)
    transfers: list[Transfer] = field(default_factory=list)
    paid: list[Funding] = field(default_factory=list)
    accepted: dict[tuple[str, str], int] = field(default_factory=dict)
    strict_minimum: bool = False
    """Whether even a close of all that is held must be worth ten dollars."""
    listeners: list[Heard] = field(default_factory=list)
    last_id: int = 59_000_000_000
    by_coin: dict[str, Asset] = field(init=False)

    def __post_init__(self) -> None:
        """Name the assets by their coins too."""
        self.by_coin = {asset.coin: asset for asset in self.assets}

    def asset(self, index: int) -> Asset:
        """Return the asset of a number. Raises Refused."""
        if index >= len(self.assets):
            raise Refused(NO_ASSET.format(asset=index))
        return self.assets[index]

    def next_id(self) -> int:
        """Return a number never given before."""
        self.last_id += 1
        return self.last_id

    def next_hash(self) -> str:
        """Return a transaction hash never given before."""
        return "0x" + sha256(str(self.next_id()).encode()).hexdigest()

    def oracle(self, coin: str) -> Decimal:
        """Return the price that orders must stay near; the mark unless it was set apart."""
        return self.oracles.get(coin, self.marks[coin])

    def book(self, asset: Asset) -> Book:
        """Return a coin's book: the one laid out by hand, else one made around the mark."""
        by_hand = self.books.get(asset.coin)
        if by_hand is not None:
            return by_hand
        depth = self.depths.get(asset.coin, self.depth)
        return made(asset, self.marks[asset.coin], depth)

    def mid(self, asset: Asset) -> Decimal:
        """Return the price in the middle of a coin's book."""
        return middle(self.book(asset), self.marks[asset.coin])

    def bite(self, asset: Asset, size: Decimal, limit: Decimal, *, is_buy: bool) -> list[Level]:
        """Take from a coin's book; what was laid out by hand is then gone."""
        book = self.book(asset)
        taken = take(book.facing(is_buy=is_buy), size, limit, is_buy=is_buy)
        if asset.coin in self.books:
            self.books[asset.coin] = book.without(taken, is_buy=is_buy)
        return taken

    def valuation(self, account: Account) -> Valuation:
        """Value an account at this moment's marks."""
        return Valuation(
            account=account,
            assets=self.by_coin,
            marks=self.marks,
            reserved=self._reserved(account),
        )

    def open_orders(self, user: str, coin: str | None = None) -> Iterator[Order]:
        """Yield a user's open orders, oldest first; children not yet placed are none."""
        for order in tuple(self.resting.values()):
            if order.user == user and coin in (None, order.coin) and not order.waiting:
                yield order

    def end(self, order: Order, status: Status, now: int) -> None:
        """Give an order its last status."""
        order.status, order.changed_at = status, now
        self.resting.pop(order.oid, None)
        self.tell(order.user, order)

    def tell(self, user: str, event: object) -> None:
        """Tell everyone who listens."""
        for heard in self.listeners:
            heard(user, event)

    def _reserved(self, account: Account) -> Decimal:
        assets = self.by_coin
        return sum(
            (
                order.left * order.wanted.price / account.leverage(assets[order.coin]).value
                for order in self.open_orders(account.address)
                if order.wanted.trigger is None and not order.wanted.reduce_only
            ),
            ZERO,
        )
