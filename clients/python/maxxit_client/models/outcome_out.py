from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.told_signal_out import ToldSignalOut


T = TypeVar("T", bound="OutcomeOut")


@_attrs_define
class OutcomeOut:
    """What the post, or one call in it, came to for one agent: a signal, or a reason for none.

    Attributes:
        agent_id (None | UUID):
        agent (None | str):
        token (None | str):
        reason (None | str):
        detail (str):
        at (datetime.datetime):
        after (float | None):
        signal (None | ToldSignalOut):
    """

    agent_id: None | UUID
    agent: None | str
    token: None | str
    reason: None | str
    detail: str
    at: datetime.datetime
    after: float | None
    signal: None | ToldSignalOut
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.told_signal_out import ToldSignalOut  # noqa: PLC0415

        agent_id: None | str
        if isinstance(self.agent_id, UUID):
            agent_id = str(self.agent_id)
        else:
            agent_id = self.agent_id

        agent: None | str
        agent = self.agent

        token: None | str
        token = self.token

        reason: None | str
        reason = self.reason

        detail = self.detail

        at = self.at.isoformat()

        after: float | None
        after = self.after

        signal: dict[str, Any] | None
        if isinstance(self.signal, ToldSignalOut):
            signal = self.signal.to_dict()
        else:
            signal = self.signal

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "agentId": agent_id,
                "agent": agent,
                "token": token,
                "reason": reason,
                "detail": detail,
                "at": at,
                "after": after,
                "signal": signal,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.told_signal_out import ToldSignalOut  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_agent_id(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                agent_id_type_0 = UUID(data)

                return agent_id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        agent_id = _parse_agent_id(d.pop("agentId"))

        def _parse_agent(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        agent = _parse_agent(d.pop("agent"))

        def _parse_token(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        token = _parse_token(d.pop("token"))

        def _parse_reason(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        reason = _parse_reason(d.pop("reason"))

        detail = d.pop("detail")

        at = datetime.datetime.fromisoformat(d.pop("at"))

        def _parse_after(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        after = _parse_after(d.pop("after"))

        def _parse_signal(data: object) -> None | ToldSignalOut:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                signal_type_0 = ToldSignalOut.from_dict(data)

                return signal_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ToldSignalOut, data)

        signal = _parse_signal(d.pop("signal"))

        outcome_out = cls(
            agent_id=agent_id,
            agent=agent,
            token=token,
            reason=reason,
            detail=detail,
            at=at,
            after=after,
            signal=signal,
        )

        outcome_out.additional_properties = d
        return outcome_out

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
