"""What the venue writes down and never changes: fills, money in and out, funding."""

from dataclasses import dataclass
from decimal import Decimal

from infra.simulators.hyperliquid.orders import shown
from infra.simulators.hyperliquid.words import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """One trade of one user, in USD and tokens; `start` is what was held before, signed."""

    user: str
    coin: str
    price: Decimal
    size: Decimal
    is_buy: bool
    start: Decimal
    direction: str
    closed: Decimal
    fee: Decimal
    crossed: bool
    oid: int
    tid: int
    cloid: str | None
    hash: str
    at: int
    liquidated_at: Decimal | None = None

    def row(self) -> Json:
        """Show it as `userFills` does."""
        row: Json = {
            "coin": self.coin,
            "px": shown(self.price),
            "sz": shown(self.size),
            "side": "B" if self.is_buy else "A",
            "time": self.at,
            "startPosition": shown(self.start),
            "dir": self.direction,
            "closedPnl": shown(self.closed, 6),
            "hash": self.hash,
            "oid": self.oid,
            "crossed": self.crossed,
            "fee": shown(self.fee, 6),
            "tid": self.tid,
            "feeToken": "USDC",
            "twapId": None,
        }
        if self.cloid is not None:
            row["cloid"] = self.cloid
        if self.liquidated_at is not None:
            row["liquidation"] = {
                "liquidatedUser": self.user,
                "markPx": shown(self.liquidated_at),
                "method": "market",
            }
        return row


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """Money put in, above 0, or taken out."""

    user: str
    usd: Decimal
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Funding:
    """Funding got, above 0, or paid."""

    user: str
    coin: str
    usd: Decimal
    size: Decimal
    rate: Decimal
    at: int

    def row(self) -> Json:
        """Show it as `userFunding` does."""
        return {
            "time": self.at,
            "hash": "0x" + "0" * 64,
            "delta": {
                "type": "funding",
                "coin": self.coin,
                "usdc": shown(self.usd, 6),
                "szi": shown(self.size),
                "fundingRate": shown(self.rate),
                "nSamples": None,
            },
        }
