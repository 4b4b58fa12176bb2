from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.exit_reason import ExitReason, check_exit_reason
from ..models.position_status import PositionStatus, check_position_status
from ..models.side import Side, check_side
from ..models.venue_name import VenueName, check_venue_name

if TYPE_CHECKING:
    from ..models.exit_out import ExitOut
    from ..models.fill_out import FillOut


T = TypeVar("T", bound="PositionDetailOut")


@_attrs_define
class PositionDetailOut:
    """A position with all that happened to it.

    Attributes:
        id (UUID):
        signal_id (UUID):
        agent_id (UUID):
        agent_name (str):
        deployment_id (UUID):
        wallet (str):
        venue (VenueName): Where an order can go. MULTI is a property of an agent and never appears here.
        symbol (str):
        side (Side):
        status (PositionStatus):
        size (str):
        quantity (str):
        entry_price (None | str):
        exit_price (None | str):
        current_price (None | str):
        mark_at (datetime.datetime | None):
        collateral (str):
        leverage (str):
        hard_stop_price (None | str):
        take_profit_price (None | str):
        stop_price (None | str):
        trailing (bool):
        unrealised_pnl (None | str):
        realised_pnl (None | str):
        fees (None | str):
        pnl (None | str):
        pnl_percentage (None | str):
        closing_reason (ExitReason | None):
        exit_reason (ExitReason | None):
        created_at (datetime.datetime):
        opened_at (datetime.datetime | None):
        closed_at (datetime.datetime | None):
        fills (list[FillOut]):
        exits (list[ExitOut]):
    """

    id: UUID
    signal_id: UUID
    agent_id: UUID
    agent_name: str
    deployment_id: UUID
    wallet: str
    venue: VenueName
    symbol: str
    side: Side
    status: PositionStatus
    size: str
    quantity: str
    entry_price: None | str
    exit_price: None | str
    current_price: None | str
    mark_at: datetime.datetime | None
    collateral: str
    leverage: str
    hard_stop_price: None | str
    take_profit_price: None | str
    stop_price: None | str
    trailing: bool
    unrealised_pnl: None | str
    realised_pnl: None | str
    fees: None | str
    pnl: None | str
    pnl_percentage: None | str
    closing_reason: ExitReason | None
    exit_reason: ExitReason | None
    created_at: datetime.datetime
    opened_at: datetime.datetime | None
    closed_at: datetime.datetime | None
    fills: list[FillOut]
    exits: list[ExitOut]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        signal_id = str(self.signal_id)

        agent_id = str(self.agent_id)

        agent_name = self.agent_name

        deployment_id = str(self.deployment_id)

        wallet = self.wallet

        venue: str = self.venue

        symbol = self.symbol

        side: str = self.side

        status: str = self.status

        size = self.size

        quantity = self.quantity

        entry_price: None | str
        entry_price = self.entry_price

        exit_price: None | str
        exit_price = self.exit_price

        current_price: None | str
        current_price = self.current_price

        mark_at: None | str
        if isinstance(self.mark_at, datetime.datetime):
            mark_at = self.mark_at.isoformat()
        else:
            mark_at = self.mark_at

        collateral = self.collateral

        leverage = self.leverage

        hard_stop_price: None | str
        hard_stop_price = self.hard_stop_price

        take_profit_price: None | str
        take_profit_price = self.take_profit_price

        stop_price: None | str
        stop_price = self.stop_price

        trailing = self.trailing

        unrealised_pnl: None | str
        unrealised_pnl = self.unrealised_pnl

        realised_pnl: None | str
        realised_pnl = self.realised_pnl

        fees: None | str
        fees = self.fees

        pnl: None | str
        pnl = self.pnl

        pnl_percentage: None | str
        pnl_percentage = self.pnl_percentage

        closing_reason: None | str
        if isinstance(self.closing_reason, str):
            closing_reason = self.closing_reason
        else:
            closing_reason = self.closing_reason

        exit_reason: None | str
        if isinstance(self.exit_reason, str):
            exit_reason = self.exit_reason
        else:
            exit_reason = self.exit_reason

        created_at = self.created_at.isoformat()

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

        fills = []
        for fills_item_data in self.fills:
            fills_item = fills_item_data.to_dict()
            fills.append(fills_item)

        exits = []
        for exits_item_data in self.exits:
            exits_item = exits_item_data.to_dict()
            exits.append(exits_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "signalId": signal_id,
                "agentId": agent_id,
                "agentName": agent_name,
                "deploymentId": deployment_id,
                "wallet": wallet,
                "venue": venue,
                "symbol": symbol,
                "side": side,
                "status": status,
                "size": size,
                "quantity": quantity,
                "entryPrice": entry_price,
                "exitPrice": exit_price,
                "currentPrice": current_price,
                "markAt": mark_at,
                "collateral": collateral,
                "leverage": leverage,
                "hardStopPrice": hard_stop_price,
                "takeProfitPrice": take_profit_price,
                "stopPrice": stop_price,
                "trailing": trailing,
                "unrealisedPnl": unrealised_pnl,
                "realisedPnl": realised_pnl,
                "fees": fees,
                "pnl": pnl,
                "pnlPercentage": pnl_percentage,
                "closingReason": closing_reason,
                "exitReason": exit_reason,
                "createdAt": created_at,
                "openedAt": opened_at,
                "closedAt": closed_at,
                "fills": fills,
                "exits": exits,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.exit_out import ExitOut  # noqa: PLC0415
        from ..models.fill_out import FillOut  # noqa: PLC0415

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        signal_id = UUID(d.pop("signalId"))

        agent_id = UUID(d.pop("agentId"))

        agent_name = d.pop("agentName")

        deployment_id = UUID(d.pop("deploymentId"))

        wallet = d.pop("wallet")

        venue = check_venue_name(d.pop("venue"))

        symbol = d.pop("symbol")

        side = check_side(d.pop("side"))

        status = check_position_status(d.pop("status"))

        size = d.pop("size")

        quantity = d.pop("quantity")

        def _parse_entry_price(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        entry_price = _parse_entry_price(d.pop("entryPrice"))

        def _parse_exit_price(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        exit_price = _parse_exit_price(d.pop("exitPrice"))

        def _parse_current_price(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        current_price = _parse_current_price(d.pop("currentPrice"))

        def _parse_mark_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                mark_at_type_0 = datetime.datetime.fromisoformat(data)

                return mark_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        mark_at = _parse_mark_at(d.pop("markAt"))

        collateral = d.pop("collateral")

        leverage = d.pop("leverage")

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

        def _parse_stop_price(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        stop_price = _parse_stop_price(d.pop("stopPrice"))

        trailing = d.pop("trailing")

        def _parse_unrealised_pnl(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        unrealised_pnl = _parse_unrealised_pnl(d.pop("unrealisedPnl"))

        def _parse_realised_pnl(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        realised_pnl = _parse_realised_pnl(d.pop("realisedPnl"))

        def _parse_fees(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        fees = _parse_fees(d.pop("fees"))

        def _parse_pnl(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        pnl = _parse_pnl(d.pop("pnl"))

        def _parse_pnl_percentage(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        pnl_percentage = _parse_pnl_percentage(d.pop("pnlPercentage"))

        def _parse_closing_reason(data: object) -> ExitReason | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                closing_reason_type_0 = check_exit_reason(data)

                return closing_reason_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ExitReason | None, data)

        closing_reason = _parse_closing_reason(d.pop("closingReason"))

        def _parse_exit_reason(data: object) -> ExitReason | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                exit_reason_type_0 = check_exit_reason(data)

                return exit_reason_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ExitReason | None, data)

        exit_reason = _parse_exit_reason(d.pop("exitReason"))

        created_at = datetime.datetime.fromisoformat(d.pop("createdAt"))

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

        fills = []
        _fills = d.pop("fills")
        for fills_item_data in _fills:
            fills_item = FillOut.from_dict(fills_item_data)

            fills.append(fills_item)

        exits = []
        _exits = d.pop("exits")
        for exits_item_data in _exits:
            exits_item = ExitOut.from_dict(exits_item_data)

            exits.append(exits_item)

        position_detail_out = cls(
            id=id,
            signal_id=signal_id,
            agent_id=agent_id,
            agent_name=agent_name,
            deployment_id=deployment_id,
            wallet=wallet,
            venue=venue,
            symbol=symbol,
            side=side,
            status=status,
            size=size,
            quantity=quantity,
            entry_price=entry_price,
            exit_price=exit_price,
            current_price=current_price,
            mark_at=mark_at,
            collateral=collateral,
            leverage=leverage,
            hard_stop_price=hard_stop_price,
            take_profit_price=take_profit_price,
            stop_price=stop_price,
            trailing=trailing,
            unrealised_pnl=unrealised_pnl,
            realised_pnl=realised_pnl,
            fees=fees,
            pnl=pnl,
            pnl_percentage=pnl_percentage,
            closing_reason=closing_reason,
            exit_reason=exit_reason,
            created_at=created_at,
            opened_at=opened_at,
            closed_at=closed_at,
            fills=fills,
            exits=exits,
        )

        position_detail_out.additional_properties = d
        return position_detail_out

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
