"""Where venues and our books differ, and what accounts hold that we did not open."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlmodel import SQLModel

from contracts.market import Network, Side, VenueName
from infra.tables.columns import check, instant, lower_case, money, one_of, ref, words


class DriftRow(SQLModel, table=True):
    """A position whose venue holds another quantity than we do, for as long as it does."""

    __tablename__ = "drift"
    __table_args__ = (
        check("quantities_differ", "held > 0 and found >= 0 and held <> found"),
        check("seen_in_order", "last_seen_at >= first_seen_at"),
    )

    position_id: UUID = ref("position.id", primary_key=True)
    held: Decimal = money()
    """What our fills add up to, in tokens."""
    found: Decimal = money()
    first_seen_at: datetime = instant()
    """When this very difference was first seen."""
    last_seen_at: datetime = instant()
    alarmed_at: datetime | None = instant(null=True)


class ExternalPositionRow(SQLModel, table=True):
    """What an account holds that no position of ours explains; it is shown and left alone."""

    __tablename__ = "external_position"
    __table_args__ = (
        one_of("network", Network),
        one_of("venue", VenueName),
        one_of("side", Side),
        lower_case("wallet"),
        check("quantity_positive", "quantity > 0"),
        check("seen_in_order", "last_seen_at >= first_seen_at"),
    )

    network: str = words(primary_key=True)
    venue: str = words(primary_key=True)
    wallet: str = words(primary_key=True)
    symbol: str = words(primary_key=True)
    side: str = words(primary_key=True)
    quantity: Decimal = money()
    first_seen_at: datetime = instant()
    last_seen_at: datetime = instant()
    gone_at: datetime | None = instant(null=True)


class WalletLookRow(SQLModel, table=True):
    """When a venue last told what an account holds, with every difference booked or told of."""

    __tablename__ = "wallet_look"
    __table_args__ = (
        one_of("network", Network),
        one_of("venue", VenueName),
        lower_case("wallet"),
    )

    network: str = words(primary_key=True)
    venue: str = words(primary_key=True)
    wallet: str = words(primary_key=True)
    reconciled_at: datetime = instant()
