"""What became of an order: the venue's word for it, and the fills that it is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from pydantic import TypeAdapter

from contracts.market import Purpose
from contracts.orders import RejectReason
from domain.errors import VenueRefused, VenueUnavailable
from domain.ports.clock import Clock
from domain.ports.venue import Fill, OrderReport, OrderRequest, ReportStatus
from infra.venues.hyperliquid.client import Client
from infra.venues.hyperliquid.history import History
from infra.venues.hyperliquid.numbers import round_size
from infra.venues.hyperliquid.ports import Priority
from infra.venues.hyperliquid.shapes import FillShape, KnownOrder, Misshapen, read
from infra.venues.hyperliquid.weights import LIGHT
from infra.venues.hyperliquid.wire import Asset, Oid, buys, cloid, milliseconds, moment

TRAILING: Final = timedelta(seconds=30)
"""How long fills of an order that is over may be told after its end is."""
_KNOWN: Final = TypeAdapter(KnownOrder)
LIVE: Final = frozenset({"open", "triggered"})
NOT_SEEN: Final = OrderReport(status=ReportStatus.NOT_SEEN)
R = RejectReason
OVER: Final[Mapping[str, RejectReason | None]] = MappingProxyType(
    {
        "filled": None,
        "canceled": None,
        "iocCancelRejected": None,
        "marketOrderNoLiquidityRejected": None,
        "marginCanceled": R.INSUFFICIENT_BALANCE,
        "vaultWithdrawalCanceled": R.VENUE_REFUSED,
        "openInterestCapCanceled": R.VENUE_REFUSED,
        "selfTradeCanceled": R.VENUE_REFUSED,
        "reduceOnlyCanceled": R.NOTHING_TO_CLOSE,
        "siblingFilledCanceled": R.NOTHING_TO_CLOSE,
        "delistedCanceled": R.NO_MARKET,
        "liquidatedCanceled": R.VENUE_REFUSED,
        "scheduledCancel": R.VENUE_REFUSED,
        "rejected": R.VENUE_REFUSED,
        "tickRejected": R.VENUE_REFUSED,
        "minTradeNtlRejected": R.BELOW_MINIMUM,
        "minTradeSpotNtlRejected": R.BELOW_MINIMUM,
        "perpMarginRejected": R.INSUFFICIENT_BALANCE,
        "reduceOnlyRejected": R.NOTHING_TO_CLOSE,
        "badAloPxRejected": R.VENUE_REFUSED,
        "badTriggerPxRejected": R.PRICE_BEYOND_LIMIT,
        "positionIncreaseAtOpenInterestCapRejected": R.VENUE_REFUSED,
        "positionFlipAtOpenInterestCapRejected": R.VENUE_REFUSED,
        "tooAggressiveAtOpenInterestCapRejected": R.VENUE_REFUSED,
        "openInterestIncreaseRejected": R.VENUE_REFUSED,
        "insufficientSpotBalanceRejected": R.INSUFFICIENT_BALANCE,
        "oracleRejected": R.PRICE_BEYOND_LIMIT,
        "perpMaxPositionRejected": R.VENUE_REFUSED,
    }
)
"""Every way an order is known to end; None where what traded, and what did not, tells why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How an order ended: its fills, the reason if the venue told one, and whether it was cut."""

    fills: tuple[Fill, ...] = ()
    reason: RejectReason | None = None
    capped: bool = False


class Lookups:
    """Looks orders up under their client order id, always as the account that they trade for."""

    def __init__(self, client: Client, history: History, clock: Clock) -> None:
        self._client = client
        self._history = history
        self._clock = clock

    async def find(self, order: OrderRequest, asset: Asset) -> OrderReport:
        """Tell what the venue knows of an order.

        Raises VenueUnavailable when it says nothing that is known here, and VenueRefused when
        another order goes by this name.
        """
        known = await self.known(order.wallet, cloid(order.client_order_id), _priority(order))
        if known is None:
            return NOT_SEEN
        _require_same(known, order, asset)
        if known.status in LIVE:
            return OrderReport(status=ReportStatus.ACCEPTED)
        if known.status not in OVER:
            raise VenueUnavailable(f"Hyperliquid says of the order {known.status[:40]!r}")
        return await self._ended(known, order, asset)

    async def unlisted(self, order: OrderRequest) -> OrderReport:
        """Tell of an order for what is not listed. Raises VenueUnavailable if it is known."""
        known = await self.known(order.wallet, cloid(order.client_order_id), _priority(order))
        if known is not None:
            raise VenueUnavailable(f"Hyperliquid knows an order for {order.symbol}, and lists none")
        return NOT_SEEN

    async def traded(self, order: OrderRequest, asset: Asset, oid: Oid) -> OrderReport:
        """Report an order that the venue called filled, whole; its fills may trail behind."""
        since = self._clock.now() - timedelta(minutes=1)
        fills = await self._fills(order, oid, milliseconds(since))
        if total(fills) < round_size(order.quantity, asset.sz_decimals):
            return OrderReport(status=ReportStatus.ACCEPTED, fills=fills)
        return concluded(order, asset, Ending(fills=fills))

    async def known(self, wallet: str, name: str, priority: Priority) -> KnownOrder | None:
        """Ask for an account's order by our name for it. Raises VenueUnavailable."""
        question = {"type": "orderStatus", "user": wallet, "oid": name}
        answer = await self._client.ask(question, weight=LIGHT, priority=priority, wallet=wallet)
        try:
            return _known(answer)
        except Misshapen as error:
            raise VenueUnavailable(f"an order of the wrong shape: {error}") from None

    async def _ended(self, known: KnownOrder, order: OrderRequest, asset: Asset) -> OrderReport:
        told, expected = known.order, known.order.orig_sz - known.order.sz
        if known.status == "filled":
            expected = told.orig_sz
        fills: tuple[Fill, ...] = ()
        if expected > 0:
            fills = await self._fills(order, told.oid, told.timestamp)
        if total(fills) < expected and self._may_trail(known):
            return OrderReport(status=ReportStatus.ACCEPTED, fills=fills)
        sent = round_size(order.quantity, asset.sz_decimals)
        capped = told.orig_sz < sent and total(fills) >= told.orig_sz
        ending = Ending(fills=fills, reason=OVER[known.status], capped=capped)
        return concluded(order, asset, ending)

    def _may_trail(self, known: KnownOrder) -> bool:
        """Tell whether to wait for fills: for those of one that is filled, for as long as need be.

        Of one that was cancelled only so long: what is left of it is not told for certain.
        """
        age = milliseconds(self._clock.now()) - known.since
        return known.status == "filled" or age < TRAILING // timedelta(milliseconds=1)

    async def _fills(self, order: OrderRequest, oid: Oid, since: int) -> tuple[Fill, ...]:
        rows = await self._history.fills(order.wallet, since, priority=_priority(order))
        return tuple(as_fill(row) for row in rows if row.oid == oid)


def as_fill(row: FillShape) -> Fill:
    """Take a fill as told. Raises VenueUnavailable when its fee is in no dollars."""
    return Fill(
        fill_id=fill_id(row),
        quantity=row.sz,
        price=row.px,
        fee=fee(row),
        filled_at=moment(row.time),
    )


def fill_id(row: FillShape) -> str:
    """Name a fill: a trade's number is the same for both who trade, so the order is named too."""
    return f"{row.oid}/{row.tid}"


def fee(row: FillShape) -> Decimal:
    """Tell a fill's fee in USD. Raises VenueUnavailable when it was taken in something else."""
    if row.fee_in != "USDC":
        raise VenueUnavailable(f"a fee in {row.fee_in[:10]} cannot be told in dollars")
    return row.fee


def concluded(order: OrderRequest, asset: Asset, ending: Ending) -> OrderReport:
    """Report an order that is over; the same end is told in the same words, whoever tells it."""
    traded = total(ending.fills)
    if traded >= order.quantity:
        return OrderReport(status=ReportStatus.FILLED, fills=ending.fills)
    return OrderReport(
        status=ReportStatus.CANCELLED,
        fills=ending.fills,
        reason=ending.reason or _why(order, asset, ending, traded),
        detail=f"{format(traded, 'f')} of {format(order.quantity, 'f')} traded",
    )


def total(fills: Sequence[Fill]) -> Decimal:
    """Add up what was traded, in tokens."""
    return sum((fill.quantity for fill in fills), Decimal(0))


def _why(order: OrderRequest, asset: Asset, ending: Ending, traded: Decimal) -> RejectReason:
    if traded >= round_size(order.quantity, asset.sz_decimals):
        return RejectReason.BELOW_MINIMUM
    if ending.capped:
        return RejectReason.NOTHING_TO_CLOSE
    if not traded and order.limit_price is not None:
        return RejectReason.PRICE_BEYOND_LIMIT
    return RejectReason.NO_LIQUIDITY


def _known(answer: Any) -> KnownOrder | None:
    match answer:
        case {"status": "unknownOid"}:
            return None
        case {"status": "order", "order": told}:
            return read(_KNOWN, told)
        case _:
            raise Misshapen("neither an order nor none")


def _require_same(known: KnownOrder, order: OrderRequest, asset: Asset) -> None:
    """Refuse to take another order for this one: its token, its side or its size is not ours."""
    told, sent = known.order, round_size(order.quantity, asset.sz_decimals)
    side = "B" if buys(order.side, order.purpose) else "A"
    size = told.orig_sz <= sent if order.purpose is Purpose.CLOSE else told.orig_sz == sent
    if told.coin != asset.name or told.side != side or not size:
        raise VenueRefused(RejectReason.VENUE_REFUSED, "another order goes by this name")


def _priority(order: OrderRequest) -> Priority:
    """Ask for an exit before an entry: what it left open is at risk."""
    return Priority.CLOSE if order.purpose is Purpose.CLOSE else Priority.OPEN
