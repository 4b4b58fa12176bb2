from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.not_traded_out_kind import NotTradedOutKind, check_not_traded_out_kind
from ..models.side import Side, check_side

T = TypeVar("T", bound="NotTradedOut")


@_attrs_define
class NotTradedOut:
    """One no, with its reason.

    Attributes:
        id (UUID):
        at (datetime.datetime):
        kind (NotTradedOutKind):
        reason (str):
        detail (str):
        agent_id (UUID):
        agent_name (str):
        deployment_id (None | UUID):
        signal_id (None | UUID):
        post_id (None | UUID):
        token (None | str):
        side (None | Side):
    """

    id: UUID
    at: datetime.datetime
    kind: NotTradedOutKind
    reason: str
    detail: str
    agent_id: UUID
    agent_name: str
    deployment_id: None | UUID
    signal_id: None | UUID
    post_id: None | UUID
    token: None | str
    side: None | Side
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        at = self.at.isoformat()

        kind: str = self.kind

        reason = self.reason

        detail = self.detail

        agent_id = str(self.agent_id)

        agent_name = self.agent_name

        deployment_id: None | str
        if isinstance(self.deployment_id, UUID):
            deployment_id = str(self.deployment_id)
        else:
            deployment_id = self.deployment_id

        signal_id: None | str
        if isinstance(self.signal_id, UUID):
            signal_id = str(self.signal_id)
        else:
            signal_id = self.signal_id

        post_id: None | str
        if isinstance(self.post_id, UUID):
            post_id = str(self.post_id)
        else:
            post_id = self.post_id

        token: None | str
        token = self.token

        side: None | str
        if isinstance(self.side, str):
            side = self.side
        else:
            side = self.side

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "at": at,
                "kind": kind,
                "reason": reason,
                "detail": detail,
                "agentId": agent_id,
                "agentName": agent_name,
                "deploymentId": deployment_id,
                "signalId": signal_id,
                "postId": post_id,
                "token": token,
                "side": side,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        at = datetime.datetime.fromisoformat(d.pop("at"))

        kind = check_not_traded_out_kind(d.pop("kind"))

        reason = d.pop("reason")

        detail = d.pop("detail")

        agent_id = UUID(d.pop("agentId"))

        agent_name = d.pop("agentName")

        def _parse_deployment_id(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                deployment_id_type_0 = UUID(data)

                return deployment_id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        deployment_id = _parse_deployment_id(d.pop("deploymentId"))

        def _parse_signal_id(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                signal_id_type_0 = UUID(data)

                return signal_id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        signal_id = _parse_signal_id(d.pop("signalId"))

        def _parse_post_id(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                post_id_type_0 = UUID(data)

                return post_id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        post_id = _parse_post_id(d.pop("postId"))

        def _parse_token(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        token = _parse_token(d.pop("token"))

        def _parse_side(data: object) -> None | Side:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                side_type_0 = check_side(data)

                return side_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Side, data)

        side = _parse_side(d.pop("side"))

        not_traded_out = cls(
            id=id,
            at=at,
            kind=kind,
            reason=reason,
            detail=detail,
            agent_id=agent_id,
            agent_name=agent_name,
            deployment_id=deployment_id,
            signal_id=signal_id,
            post_id=post_id,
            token=token,
            side=side,
        )

        not_traded_out.additional_properties = d
        return not_traded_out

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
