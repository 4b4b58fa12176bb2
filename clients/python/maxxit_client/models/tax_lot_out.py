from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.lot_method import LotMethod, check_lot_method
from ..models.side import Side, check_side
from ..models.venue_name import VenueName, check_venue_name

T = TypeVar("T", bound="TaxLotOut")


@_attrs_define
class TaxLotOut:
    """A part of an opening fill that a closing fill closed; `gain` is after `fees`.

    Attributes:
        position_id (UUID):
        wallet (str):
        venue (VenueName): Where an order can go. MULTI is a property of an agent and never appears here.
        symbol (str):
        side (Side):
        method (LotMethod): Which of the fills that opened a position is closed first.
        quantity (str):
        acquired_at (datetime.datetime):
        disposed_at (datetime.datetime):
        cost_basis (str):
        proceeds (str):
        fees (str):
        gain (str):
        holding_days (int):
    """

    position_id: UUID
    wallet: str
    venue: VenueName
    symbol: str
    side: Side
    method: LotMethod
    quantity: str
    acquired_at: datetime.datetime
    disposed_at: datetime.datetime
    cost_basis: str
    proceeds: str
    fees: str
    gain: str
    holding_days: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        position_id = str(self.position_id)

        wallet = self.wallet

        venue: str = self.venue

        symbol = self.symbol

        side: str = self.side

        method: str = self.method

        quantity = self.quantity

        acquired_at = self.acquired_at.isoformat()

        disposed_at = self.disposed_at.isoformat()

        cost_basis = self.cost_basis

        proceeds = self.proceeds

        fees = self.fees

        gain = self.gain

        holding_days = self.holding_days

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "positionId": position_id,
                "wallet": wallet,
                "venue": venue,
                "symbol": symbol,
                "side": side,
                "method": method,
                "quantity": quantity,
                "acquiredAt": acquired_at,
                "disposedAt": disposed_at,
                "costBasis": cost_basis,
                "proceeds": proceeds,
                "fees": fees,
                "gain": gain,
                "holdingDays": holding_days,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        position_id = UUID(d.pop("positionId"))

        wallet = d.pop("wallet")

        venue = check_venue_name(d.pop("venue"))

        symbol = d.pop("symbol")

        side = check_side(d.pop("side"))

        method = check_lot_method(d.pop("method"))

        quantity = d.pop("quantity")

        acquired_at = datetime.datetime.fromisoformat(d.pop("acquiredAt"))

        disposed_at = datetime.datetime.fromisoformat(d.pop("disposedAt"))

        cost_basis = d.pop("costBasis")

        proceeds = d.pop("proceeds")

        fees = d.pop("fees")

        gain = d.pop("gain")

        holding_days = d.pop("holdingDays")

        tax_lot_out = cls(
            position_id=position_id,
            wallet=wallet,
            venue=venue,
            symbol=symbol,
            side=side,
            method=method,
            quantity=quantity,
            acquired_at=acquired_at,
            disposed_at=disposed_at,
            cost_basis=cost_basis,
            proceeds=proceeds,
            fees=fees,
            gain=gain,
            holding_days=holding_days,
        )

        tax_lot_out.additional_properties = d
        return tax_lot_out

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
