from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.exit_reason import ExitReason, check_exit_reason
from ..models.side import Side, check_side
from ..models.venue_name import VenueName, check_venue_name

T = TypeVar("T", bound="ResultOut")


@_attrs_define
class ResultOut:
    """What came of a position; money in USD, null when the venue cannot tell.

    Attributes:
        id (UUID):
        agent_id (UUID):
        agent_name (str):
        deployment_id (UUID):
        venue (VenueName): Where an order can go. MULTI is a property of an agent and never appears here.
        symbol (str):
        side (Side):
        quantity (str):
        entry_price (str):
        exit_price (None | str):
        collateral (str):
        leverage (str):
        gross_pnl (None | str):
        fees (None | str):
        net_pnl (None | str):
        exit_reason (ExitReason): Why a position is closed.
        opened_at (datetime.datetime):
        closed_at (datetime.datetime):
    """

    id: UUID
    agent_id: UUID
    agent_name: str
    deployment_id: UUID
    venue: VenueName
    symbol: str
    side: Side
    quantity: str
    entry_price: str
    exit_price: None | str
    collateral: str
    leverage: str
    gross_pnl: None | str
    fees: None | str
    net_pnl: None | str
    exit_reason: ExitReason
    opened_at: datetime.datetime
    closed_at: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        agent_id = str(self.agent_id)

        agent_name = self.agent_name

        deployment_id = str(self.deployment_id)

        venue: str = self.venue

        symbol = self.symbol

        side: str = self.side

        quantity = self.quantity

        entry_price = self.entry_price

        exit_price: None | str
        exit_price = self.exit_price

        collateral = self.collateral

        leverage = self.leverage

        gross_pnl: None | str
        gross_pnl = self.gross_pnl

        fees: None | str
        fees = self.fees

        net_pnl: None | str
        net_pnl = self.net_pnl

        exit_reason: str = self.exit_reason

        opened_at = self.opened_at.isoformat()

        closed_at = self.closed_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "agentId": agent_id,
                "agentName": agent_name,
                "deploymentId": deployment_id,
                "venue": venue,
                "symbol": symbol,
                "side": side,
                "quantity": quantity,
                "entryPrice": entry_price,
                "exitPrice": exit_price,
                "collateral": collateral,
                "leverage": leverage,
                "grossPnl": gross_pnl,
                "fees": fees,
                "netPnl": net_pnl,
                "exitReason": exit_reason,
                "openedAt": opened_at,
                "closedAt": closed_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        agent_id = UUID(d.pop("agentId"))

        agent_name = d.pop("agentName")

        deployment_id = UUID(d.pop("deploymentId"))

        venue = check_venue_name(d.pop("venue"))

        symbol = d.pop("symbol")

        side = check_side(d.pop("side"))

        quantity = d.pop("quantity")

        entry_price = d.pop("entryPrice")

        def _parse_exit_price(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        exit_price = _parse_exit_price(d.pop("exitPrice"))

        collateral = d.pop("collateral")

        leverage = d.pop("leverage")

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

        exit_reason = check_exit_reason(d.pop("exitReason"))

        opened_at = datetime.datetime.fromisoformat(d.pop("openedAt"))

        closed_at = datetime.datetime.fromisoformat(d.pop("closedAt"))

        result_out = cls(
            id=id,
            agent_id=agent_id,
            agent_name=agent_name,
            deployment_id=deployment_id,
            venue=venue,
            symbol=symbol,
            side=side,
            quantity=quantity,
            entry_price=entry_price,
            exit_price=exit_price,
            collateral=collateral,
            leverage=leverage,
            gross_pnl=gross_pnl,
            fees=fees,
            net_pnl=net_pnl,
            exit_reason=exit_reason,
            opened_at=opened_at,
            closed_at=closed_at,
        )

        result_out.additional_properties = d
        return result_out

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
