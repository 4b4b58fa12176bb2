from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.told_bill_out import ToldBillOut
    from ..models.told_intent_out import ToldIntentOut
    from ..models.told_position_out_riskplan import ToldPositionOutRiskplan


T = TypeVar("T", bound="ToldPositionOut")


@_attrs_define
class ToldPositionOut:
    """What a deployment holds; `after` is since its intent, `held` since it opened.

    Attributes:
        id (UUID):
        status (str):
        venue (str):
        symbol (str):
        side (str):
        opened_quantity (str):
        quantity (str):
        collateral (str):
        leverage (str):
        risk_plan (ToldPositionOutRiskplan):
        entry_price (None | str):
        hard_stop_price (None | str):
        take_profit_price (None | str):
        trigger_below (None | str):
        trigger_above (None | str):
        ratchet_at (None | str):
        extreme (None | str):
        expires_at (datetime.datetime | None):
        exit_price (None | str):
        exit_reason (None | str):
        closing_reason (None | str):
        gross_pnl (None | str):
        fees (None | str):
        net_pnl (None | str):
        naked_seconds (str):
        opened_at (datetime.datetime | None):
        closed_at (datetime.datetime | None):
        after (float | None):
        held (float | None):
        exits (list[ToldIntentOut]):
        bills (list[ToldBillOut]):
    """

    id: UUID
    status: str
    venue: str
    symbol: str
    side: str
    opened_quantity: str
    quantity: str
    collateral: str
    leverage: str
    risk_plan: ToldPositionOutRiskplan
    entry_price: None | str
    hard_stop_price: None | str
    take_profit_price: None | str
    trigger_below: None | str
    trigger_above: None | str
    ratchet_at: None | str
    extreme: None | str
    expires_at: datetime.datetime | None
    exit_price: None | str
    exit_reason: None | str
    closing_reason: None | str
    gross_pnl: None | str
    fees: None | str
    net_pnl: None | str
    naked_seconds: str
    opened_at: datetime.datetime | None
    closed_at: datetime.datetime | None
    after: float | None
    held: float | None
    exits: list[ToldIntentOut]
    bills: list[ToldBillOut]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        status = self.status

        venue = self.venue

        symbol = self.symbol

        side = self.side

        opened_quantity = self.opened_quantity

        quantity = self.quantity

        collateral = self.collateral

        leverage = self.leverage

        risk_plan = self.risk_plan.to_dict()

        entry_price: None | str
        entry_price = self.entry_price

        hard_stop_price: None | str
        hard_stop_price = self.hard_stop_price

        take_profit_price: None | str
        take_profit_price = self.take_profit_price

        trigger_below: None | str
        trigger_below = self.trigger_below

        trigger_above: None | str
        trigger_above = self.trigger_above

        ratchet_at: None | str
        ratchet_at = self.ratchet_at

        extreme: None | str
        extreme = self.extreme

        expires_at: None | str
        if isinstance(self.expires_at, datetime.datetime):
            expires_at = self.expires_at.isoformat()
        else:
            expires_at = self.expires_at

        exit_price: None | str
        exit_price = self.exit_price

        exit_reason: None | str
        exit_reason = self.exit_reason

        closing_reason: None | str
        closing_reason = self.closing_reason

        gross_pnl: None | str
        gross_pnl = self.gross_pnl

        fees: None | str
        fees = self.fees

        net_pnl: None | str
        net_pnl = self.net_pnl

        naked_seconds = self.naked_seconds

        opened_at: None | str
        if isinstance(self.opened_at, datetime.datetime):
            opened_at = self.opened_at.isoformat()
        else:
            opened_at = self.opened_at

        closed_at: None | str
        if isinstance(self.closed_at, datetime.datetime):
            closed_at = self.closed_at.isoformat()
        else:
            closed_at = self.closed_at

        after: float | None
        after = self.after

        held: float | None
        held = self.held

        exits = []
        for exits_item_data in self.exits:
            exits_item = exits_item_data.to_dict()
            exits.append(exits_item)

        bills = []
        for bills_item_data in self.bills:
            bills_item = bills_item_data.to_dict()
            bills.append(bills_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "status": status,
                "venue": venue,
                "symbol": symbol,
                "side": side,
                "openedQuantity": opened_quantity,
                "quantity": quantity,
                "collateral": collateral,
                "leverage": leverage,
                "riskPlan": risk_plan,
                "entryPrice": entry_price,
                "hardStopPrice": hard_stop_price,
                "takeProfitPrice": take_profit_price,
                "triggerBelow": trigger_below,
                "triggerAbove": trigger_above,
                "ratchetAt": ratchet_at,
                "extreme": extreme,
                "expiresAt": expires_at,
                "exitPrice": exit_price,
                "exitReason": exit_reason,
                "closingReason": closing_reason,
                "grossPnl": gross_pnl,
                "fees": fees,
                "netPnl": net_pnl,
                "nakedSeconds": naked_seconds,
                "openedAt": opened_at,
                "closedAt": closed_at,
                "after": after,
                "held": held,
                "exits": exits,
                "bills": bills,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.told_bill_out import ToldBillOut  # noqa: PLC0415
        from ..models.told_intent_out import ToldIntentOut  # noqa: PLC0415
        from ..models.told_position_out_riskplan import ToldPositionOutRiskplan  # noqa: PLC0415

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        status = d.pop("status")

        venue = d.pop("venue")

        symbol = d.pop("symbol")

        side = d.pop("side")

        opened_quantity = d.pop("openedQuantity")

        quantity = d.pop("quantity")

        collateral = d.pop("collateral")

        leverage = d.pop("leverage")

        risk_plan = ToldPositionOutRiskplan.from_dict(d.pop("riskPlan"))

        def _parse_entry_price(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        entry_price = _parse_entry_price(d.pop("entryPrice"))

        def _parse_hard_stop_price(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        hard_stop_price = _parse_hard_stop_price(d.pop("hardStopPrice"))

        def _parse_take_profit_price(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        take_profit_price = _parse_take_profit_price(d.pop("takeProfitPrice"))

        def _parse_trigger_below(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        trigger_below = _parse_trigger_below(d.pop("triggerBelow"))

        def _parse_trigger_above(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        trigger_above = _parse_trigger_above(d.pop("triggerAbove"))

        def _parse_ratchet_at(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        ratchet_at = _parse_ratchet_at(d.pop("ratchetAt"))

        def _parse_extreme(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        extreme = _parse_extreme(d.pop("extreme"))

        def _parse_expires_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                expires_at_type_0 = datetime.datetime.fromisoformat(data)

                return expires_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        expires_at = _parse_expires_at(d.pop("expiresAt"))

        def _parse_exit_price(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        exit_price = _parse_exit_price(d.pop("exitPrice"))

        def _parse_exit_reason(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        exit_reason = _parse_exit_reason(d.pop("exitReason"))

        def _parse_closing_reason(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        closing_reason = _parse_closing_reason(d.pop("closingReason"))

        def _parse_gross_pnl(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        gross_pnl = _parse_gross_pnl(d.pop("grossPnl"))

        def _parse_fees(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        fees = _parse_fees(d.pop("fees"))

        def _parse_net_pnl(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        net_pnl = _parse_net_pnl(d.pop("netPnl"))

        naked_seconds = d.pop("nakedSeconds")

        def _parse_opened_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                opened_at_type_0 = datetime.datetime.fromisoformat(data)

                return opened_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        opened_at = _parse_opened_at(d.pop("openedAt"))

        def _parse_closed_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                closed_at_type_0 = datetime.datetime.fromisoformat(data)

                return closed_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        closed_at = _parse_closed_at(d.pop("closedAt"))

        def _parse_after(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        after = _parse_after(d.pop("after"))

        def _parse_held(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        held = _parse_held(d.pop("held"))

        exits = []
        _exits = d.pop("exits")
        for exits_item_data in _exits:
            exits_item = ToldIntentOut.from_dict(exits_item_data)

            exits.append(exits_item)

        bills = []
        _bills = d.pop("bills")
        for bills_item_data in _bills:
            bills_item = ToldBillOut.from_dict(bills_item_data)

            bills.append(bills_item)

        told_position_out = cls(
            id=id,
            status=status,
            venue=venue,
            symbol=symbol,
            side=side,
            opened_quantity=opened_quantity,
            quantity=quantity,
            collateral=collateral,
            leverage=leverage,
            risk_plan=risk_plan,
            entry_price=entry_price,
            hard_stop_price=hard_stop_price,
            take_profit_price=take_profit_price,
            trigger_below=trigger_below,
            trigger_above=trigger_above,
            ratchet_at=ratchet_at,
            extreme=extreme,
            expires_at=expires_at,
            exit_price=exit_price,
            exit_reason=exit_reason,
            closing_reason=closing_reason,
            gross_pnl=gross_pnl,
            fees=fees,
            net_pnl=net_pnl,
            naked_seconds=naked_seconds,
            opened_at=opened_at,
            closed_at=closed_at,
            after=after,
            held=held,
            exits=exits,
            bills=bills,
        )

        told_position_out.additional_properties = d
        return told_position_out

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
