from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.side import Side, check_side
from ..models.signal_status import SignalStatus, check_signal_status

T = TypeVar("T", bound="AgentSignalOut")


@_attrs_define
class AgentSignalOut:
    """A reason to trade that the agent gave.

    Attributes:
        symbol (str):
        side (Side):
        confidence (str):
        status (SignalStatus): How far a signal has come, over all deployments that were asked.
        created_at (datetime.datetime):
    """

    symbol: str
    side: Side
    confidence: str
    status: SignalStatus
    created_at: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        symbol = self.symbol

        side: str = self.side

        confidence = self.confidence

        status: str = self.status

        created_at = self.created_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "symbol": symbol,
                "side": side,
                "confidence": confidence,
                "status": status,
                "createdAt": created_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        symbol = d.pop("symbol")

        side = check_side(d.pop("side"))

        confidence = d.pop("confidence")

        status = check_signal_status(d.pop("status"))

        created_at = datetime.datetime.fromisoformat(d.pop("createdAt"))

        agent_signal_out = cls(
            symbol=symbol,
            side=side,
            confidence=confidence,
            status=status,
            created_at=created_at,
        )

        agent_signal_out.additional_properties = d
        return agent_signal_out

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
