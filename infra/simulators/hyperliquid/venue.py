"""The simulated venue as its owner holds it: marks, books, money, clock; and its own truth."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal

from contracts.market import Network
from domain.ports.clock import Clock
from infra.simulators.hyperliquid.accounts import Account, Position
from infra.simulators.hyperliquid.book import Book, Depth, Level
from infra.simulators.hyperliquid.desk import Desk
from infra.simulators.hyperliquid.faults import Faults
from infra.simulators.hyperliquid.ledger import ledger
from infra.simulators.hyperliquid.limits import Limits
from infra.simulators.hyperliquid.listing import MARKS, Asset, listed
from infra.simulators.hyperliquid.marks import cross, move, pay_funding
from infra.simulators.hyperliquid.orders import Grouping, Tif, Wanted
from infra.simulators.hyperliquid.records import Transfer
from infra.simulators.hyperliquid.state import State
from infra.simulators.hyperliquid.words import Json
from infra.venues.hyperliquid.numbers import round_price

OUTSIDE_SLIPPAGE = Decimal("0.5")
"""How far from the mark a trade by the user's own hand may go: anywhere in the book."""


class SimVenue:
    """A venue in memory. All is changed between two awaits of one event loop, so never half.

    `network` is what signatures are recovered for: the simulator's own, whatever URL it has.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        network: Network = Network.TESTNET,
        assets: Sequence[Asset] | None = None,
        marks: Mapping[str, Decimal] = MARKS,
    ) -> None:
        assets = listed() if assets is None else assets
        self.network = network
        self.state = State(
            assets=tuple(assets), marks={asset.coin: marks[asset.coin] for asset in assets}
        )
        self.desk = Desk(self.state)
        self.faults = Faults()
        self.limits = Limits()
        self.silent = False
        """Whether the WebSocket says nothing at all, though it stays open."""
        self.offset = timedelta()
        """How far the venue's clock is ahead of the one it was given."""
        self._clock = clock

    @property
    def mainnet(self) -> bool:
        """Tell which letter signatures are recovered with."""
        return self.network is Network.MAINNET

    def now(self) -> int:
        """Tell the venue's time, in ms."""
        return int((self._clock.now() + self.offset).timestamp() * 1000)

    def asset(self, coin: str) -> Asset:
        """Return a listed coin. Raises KeyError."""
        return self.state.by_coin[coin]

    def mark(self, coin: str) -> Decimal:
        """Tell a coin's mark, in USD."""
        return self.state.marks[coin]

    def set_mark(self, coin: str, price: Decimal, oracle: Decimal | None = None) -> None:
        """Move a coin's mark; stops, resting orders and liquidations follow at once.

        The oracle follows the mark unless it is set apart.
        """
        if oracle is None:
            self.state.oracles.pop(coin, None)
        else:
            self.state.oracles[coin] = oracle
        move(self.state, self.asset(coin), price, self.now())

    def set_depth(self, depth: Depth, coin: str | None = None) -> None:
        """Say how thick the made book is, of one coin or of all."""
        if coin is None:
            self.state.depth = depth
            self.state.depths.clear()
        else:
            self.state.depths[coin] = depth

    def set_book(self, coin: str, bids: Sequence[Level], asks: Sequence[Level]) -> None:
        """Lay a book out by hand, best first; what is taken from it stays taken."""
        self.state.books[coin] = Book(bids=tuple(bids), asks=tuple(asks))
        cross(self.state, self.asset(coin), self.now())

    def clear_book(self, coin: str) -> None:
        """Make the book around the mark again."""
        self.state.books.pop(coin, None)

    def deposit(self, user: str, usd: Decimal) -> None:
        """Put money into an account, opening it if need be; below 0 takes it out."""
        user = user.lower()
        account = self.state.accounts.setdefault(user, Account(address=user))
        account.cash += usd
        self.state.transfers.append(Transfer(user=user, usd=usd, at=self.now()))

    def approve(
        self, user: str, agent: str, name: str = "", valid_until: int | None = None
    ) -> None:
        """Approve an agent as if its user had signed for it. Raises Refused."""
        suffix = "" if valid_until is None else f" valid_until {valid_until}"
        self.state.agents.approve(user.lower(), agent.lower(), name + suffix, self.now())

    def revoke(self, user: str, name: str = "") -> None:
        """Take an agent's right away."""
        self.state.agents.remove(user.lower(), name, self.now())

    def trade(self, user: str, coin: str, *, is_buy: bool, size: Decimal) -> Json | str:
        """Trade at the market by the user's own hand, past every nonce; return the status."""
        asset, sign = self.asset(coin), 1 if is_buy else -1
        limit = self.mark(coin) * (1 + OUTSIDE_SLIPPAGE * sign)
        asked = Wanted(
            asset=asset.index,
            is_buy=is_buy,
            price=round_price(limit, asset.sz_decimals),
            size=size,
            reduce_only=False,
            tif=Tif.IOC,
        )
        (status,) = self.desk.place(user.lower(), [asked], Grouping.NONE, self.now())
        return status

    def fund(self, coin: str, rate: Decimal) -> None:
        """Let one hour of funding be paid: longs pay shorts this share of their value."""
        pay_funding(self.state, self.asset(coin), rate, self.now())

    def position(self, user: str, coin: str) -> Position | None:
        """Return what a user holds of a coin."""
        account = self.state.accounts.get(user.lower())
        return None if account is None else account.positions.get(coin)

    def equity(self, user: str) -> Decimal:
        """Tell what an account is worth, in USD; 0 for an unknown one."""
        account = self.state.accounts.get(user.lower())
        return Decimal(0) if account is None else self.state.valuation(account).equity

    def ledger(self) -> Json:
        """Tell the venue's own truth, whole and at one moment."""
        return ledger(self.state, self.now())
