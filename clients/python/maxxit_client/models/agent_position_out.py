from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.position_status import PositionStatus, check_position_status
from ..models.side import Side, check_side

T = TypeVar("T", bound="AgentPositionOut")


@_attrs_define
class AgentPositionOut:
    """A position of somebody the agent trades for; nobody is told whose.

    Attributes:
        id (UUID):
        symbol (str):
        side (Side):
        entry_price (None | str):
        current_price (None | str):
        size (str):
        pnl (None | str):
        pnl_percentage (None | str):
        status (PositionStatus):
        opened_at (datetime.datetime | None):
        closed_at (datetime.datetime | None):
    """

    id: UUID
    symbol: str
    side: Side
    entry_price: None | str
    current_price: None | str
    size: str
    pnl: None | str
    pnl_percentage: None | str
    status: PositionStatus
    opened_at: datetime.datetime | None
    closed_at: datetime.datetime | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        symbol = self.symbol

        side: str = self.side

        entry_price: None | str
        entry_price = self.entry_price

        current_price: None | str
        current_price = self.current_price

        size = self.size

        pnl: None | str
        pnl = self.pnl

        pnl_percentage: None | str
        pnl_percentage = self.pnl_percentage

        status: str = self.status

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

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "symbol": symbol,
                "side": side,
                "entryPrice": entry_price,
                "currentPrice": current_price,
                "size": size,
                "pnl": pnl,
                "pnlPercentage": pnl_percentage,
                "status": status,
                "openedAt": opened_at,
                "closedAt": closed_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        symbol = d.pop("symbol")

        side = check_side(d.pop("side"))

        def _parse_entry_price(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        entry_price = _parse_entry_price(d.pop("entryPrice"))

        def _parse_current_price(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        current_price = _parse_current_price(d.pop("currentPrice"))

        size = d.pop("size")

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

        status = check_position_status(d.pop("status"))

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

        agent_position_out = cls(
            id=id,
            symbol=symbol,
            side=side,
            entry_price=entry_price,
            current_price=current_price,
            size=size,
            pnl=pnl,
            pnl_percentage=pnl_percentage,
            status=status,
            opened_at=opened_at,
            closed_at=closed_at,
        )

        agent_position_out.additional_properties = d
        return agent_position_out

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
