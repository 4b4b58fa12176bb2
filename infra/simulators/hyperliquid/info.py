"""`/info`: every question that can be asked of the venue, and the form of its answer."""

from collections.abc import Callable
from decimal import ROUND_FLOOR, Decimal
from typing import Any, Final

from infra.simulators.hyperliquid.accounts import Account, Leverage, Position, Valuation
from infra.simulators.hyperliquid.actions import address, cloid, table, text, whole
from infra.simulators.hyperliquid.book import Level
from infra.simulators.hyperliquid.listing import Asset
from infra.simulators.hyperliquid.orders import Order, basic, shown, whole_row
from infra.simulators.hyperliquid.venue import SimVenue
from infra.simulators.hyperliquid.words import Json, NotUnderstood

MOST: Final = 2_000
"""The most rows that one answer holds."""


class Info:
    """Answers questions; it changes nothing."""

    def __init__(self, venue: SimVenue) -> None:
        self._venue = venue
        self._state = venue.state
        self._answers: dict[str, Callable[[Json], Any]] = {
            "meta": lambda _: self.meta(),
            "metaAndAssetCtxs": lambda _: [self.meta(), self.contexts()],
            "allMids": lambda _: self.mids(),
            "clearinghouseState": self._clearinghouse,
            "spotMeta": lambda _: SPOT,
            "spotMetaAndAssetCtxs": lambda _: [SPOT, []],
            "spotClearinghouseState": lambda _: {"balances": []},
            "perpDexs": lambda _: [None],
            "openOrders": lambda asked: [basic(order) for order in self._open(asked)],
            "frontendOpenOrders": lambda asked: [whole_row(order) for order in self._open(asked)],
            "orderStatus": self._order_status,
            "userFills": self._fills,
            "userFillsByTime": self._fills_by_time,
            "historicalOrders": self._history,
            "extraAgents": lambda asked: self._state.agents.named(address(asked, "user")),
            "userRole": self._role,
            "userRateLimit": self._rate_limit,
            "l2Book": lambda asked: self.l2_book(text(asked, "coin")),
            "activeAssetData": self._active,
            "userFunding": self._funding,
            "exchangeStatus": lambda _: {"time": venue.now(), "specialStatuses": None},
        }

    def answer(self, body: Any) -> tuple[str, Any]:
        """Answer a question; return its type too. Raises NotUnderstood."""
        asked = table(body)
        kind = text(asked, "type")
        answer = self._answers.get(kind)
        if answer is None:
            raise NotUnderstood(f"unknown question {kind!r}")
        return kind, answer(asked)

    def meta(self) -> Json:
        """List what is traded."""
        universe = [
            {
                "name": asset.coin,
                "szDecimals": asset.sz_decimals,
                "maxLeverage": asset.max_leverage,
                "marginTableId": asset.max_leverage,
            }
            for asset in self._state.assets
        ]
        return {"universe": universe, "marginTables": [], "collateralToken": 0}

    def contexts(self) -> list[Json]:
        """Tell the prices of every asset, in the order of the universe."""
        return [self.context(asset) for asset in self._state.assets]

    def context(self, asset: Asset) -> Json:
        """Tell the prices of one asset."""
        state = self._state
        mid = shown(state.mid(asset))
        held = (account.size(asset.coin) for account in state.accounts.values())
        return {
            "funding": shown(state.fundings.get(asset.coin, Decimal(0))),
            "openInterest": shown(sum((size for size in held if size > 0), Decimal(0))),
            "prevDayPx": shown(state.marks[asset.coin]),
            "dayNtlVlm": "0.0",
            "dayBaseVlm": "0.0",
            "premium": "0.0",
            "oraclePx": shown(state.oracle(asset.coin)),
            "markPx": shown(state.marks[asset.coin]),
            "midPx": mid,
            "impactPxs": [mid, mid],
        }

    def mids(self) -> Json:
        """Tell the price in the middle of every book."""
        return {asset.coin: shown(self._state.mid(asset)) for asset in self._state.assets}

    def l2_book(self, coin: str) -> Json:
        """Show a coin's book. Raises NotUnderstood."""
        book = self._state.book(self._asset(coin))
        levels = [_levels(book.bids), _levels(book.asks)]
        return {"coin": coin, "time": self._venue.now(), "levels": levels}

    def status_row(self, order: Order) -> Json:
        """Show an order with its status and the moment of that."""
        return {
            "order": whole_row(order),
            "status": order.status.value,
            "statusTimestamp": order.changed_at,
        }

    def _asset(self, coin: str) -> Asset:
        asset = self._state.by_coin.get(coin)
        if asset is None:
            raise NotUnderstood(f"unknown coin {coin!r}")
        return asset

    def _account(self, asked: Json) -> Account:
        user = address(asked, "user")
        return self._state.accounts.get(user) or Account(address=user)

    def _open(self, asked: Json) -> list[Order]:
        return [*self._state.open_orders(address(asked, "user"))][::-1]

    def _clearinghouse(self, asked: Json) -> Json:
        account = self._account(asked)
        worth = self._state.valuation(account)
        positions = account.positions.values()
        crossed = [held for held in positions if held.cross]
        return {
            "marginSummary": _summary(worth, worth.equity, list(positions)),
            "crossMarginSummary": _summary(worth, worth.backing, crossed),
            "crossMaintenanceMarginUsed": shown(worth.maintenance, 6),
            "withdrawable": shown(max(worth.free, Decimal(0)), 6),
            "assetPositions": [
                {"type": "oneWay", "position": self._position(worth, held)} for held in positions
            ],
            "time": self._venue.now(),
        }

    def _position(self, worth: Valuation, held: Position) -> Json:
        mark, asset = self._state.marks[held.coin], self._asset(held.coin)
        earned, used = held.earned(mark), worth.used(held)
        limit = worth.liquidation_price(held)
        paid = shown(-held.funding, 6)
        return {
            "coin": held.coin,
            "szi": shown(held.size),
            "leverage": _leverage(worth.account.leverage(asset), held),
            "entryPx": shown(held.entry),
            "positionValue": shown(worth.value(held), 6),
            "unrealizedPnl": shown(earned, 6),
            "returnOnEquity": shown(earned / used if used else Decimal(0)),
            "liquidationPx": None if limit is None else shown(limit),
            "marginUsed": shown(used, 6),
            "maxLeverage": asset.max_leverage,
            "cumFunding": {"allTime": paid, "sinceOpen": paid, "sinceChange": paid},
        }

    def _order_status(self, asked: Json) -> Json:
        user, name = address(asked, "user"), asked.get("oid")
        if isinstance(name, str):
            oids = self._state.by_cloid.get((user, cloid(asked, "oid")), [])
            order = self._state.orders[oids[-1]] if oids else None
        else:
            order = self._state.orders.get(whole(asked, "oid"))
        if order is None or order.user != user:
            return {"status": "unknownOid"}
        return {"status": "order", "order": self.status_row(order)}

    def _fills(self, asked: Json) -> list[Json]:
        user = address(asked, "user")
        rows = [fill.row() for fill in reversed(self._state.fills) if fill.user == user]
        return rows[:MOST]

    def _fills_by_time(self, asked: Json) -> list[Json]:
        user, start = address(asked, "user"), whole(asked, "startTime")
        end = self._venue.now() if asked.get("endTime") is None else whole(asked, "endTime")
        rows = [
            fill.row()
            for fill in self._state.fills
            if fill.user == user and start <= fill.at <= end
        ]
        return rows[:MOST]

    def _history(self, asked: Json) -> list[Json]:
        user = address(asked, "user")
        mine = [order for order in self._state.orders.values() if order.user == user]
        return [self.status_row(order) for order in mine[: -MOST - 1 : -1]]

    def _role(self, asked: Json) -> Json:
        user = address(asked, "user")
        principal = self._state.agents.principal(user, self._venue.now())
        if principal is not None:
            return {"role": "agent", "data": {"user": principal}}
        return {"role": "user" if user in self._state.accounts else "missing"}

    def _rate_limit(self, asked: Json) -> Json:
        account = self._account(asked)
        return {
            "cumVlm": shown(account.volume, 6),
            "nRequestsUsed": self._venue.limits.used.get(account.address, 0),
            "nRequestsCap": self._venue.limits.cap(account.volume),
            "nRequestsSurplus": 0,
        }

    def _active(self, asked: Json) -> Json:
        account, asset = self._account(asked), self._asset(text(asked, "coin"))
        mark, leverage = self._state.marks[asset.coin], account.leverage(asset)
        free = max(self._state.valuation(account).free, Decimal(0))
        lot = Decimal(1).scaleb(-asset.sz_decimals)
        size = shown((free * leverage.value / mark).quantize(lot, ROUND_FLOOR))
        return {
            "user": account.address,
            "coin": asset.coin,
            "leverage": {
                "type": "cross" if leverage.cross else "isolated",
                "value": leverage.value,
            },
            "maxTradeSzs": [size, size],
            "availableToTrade": [shown(free, 6), shown(free, 6)],
            "markPx": shown(mark),
        }

    def _funding(self, asked: Json) -> list[Json]:
        user, start = address(asked, "user"), whole(asked, "startTime")
        rows = (paid for paid in self._state.paid if paid.user == user and paid.at >= start)
        return [paid.row() for paid in rows]


SPOT: Final[Json] = {
    "tokens": [
        {
            "name": "USDC",
            "szDecimals": 8,
            "weiDecimals": 8,
            "index": 0,
            "tokenId": "0x" + "0" * 32,
            "isCanonical": True,
            "evmContract": None,
            "fullName": None,
        }
    ],
    "universe": [],
}
"""The spot side: one token, and nothing traded."""


def _levels(side: tuple[Level, ...]) -> list[Json]:
    return [{"px": shown(level.price), "sz": shown(level.size), "n": 1} for level in side]


def _leverage(leverage: Leverage, held: Position) -> Json:
    if held.cross:
        return {"type": "cross", "value": leverage.value}
    raw = held.margin - held.size * held.entry
    return {"type": "isolated", "value": leverage.value, "rawUsd": shown(raw, 6)}


def _summary(worth: Valuation, value: Decimal, held: list[Position]) -> Json:
    signed = sum((one.size * worth.marks[one.coin] for one in held), Decimal(0))
    return {
        "accountValue": shown(value, 6),
        "totalNtlPos": shown(sum((worth.value(one) for one in held), Decimal(0)), 6),
        "totalRawUsd": shown(value - signed, 6),
        "totalMarginUsed": shown(sum((worth.used(one) for one in held), Decimal(0)), 6),
    }
