from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.concern import Concern, check_concern
from ..models.deployment_status import DeploymentStatus, check_deployment_status

T = TypeVar("T", bound="WorryOut")


@_attrs_define
class WorryOut:
    """One thing about one deployment that somebody should look at.

    Attributes:
        deployment_id (UUID):
        agent_id (UUID):
        agent_name (str):
        user_wallet (str):
        status (DeploymentStatus):
        concern (Concern): What is wrong, the gravest first.
        detail (str):
        since (datetime.datetime | None):
        position_id (None | UUID):
    """

    deployment_id: UUID
    agent_id: UUID
    agent_name: str
    user_wallet: str
    status: DeploymentStatus
    concern: Concern
    detail: str
    since: datetime.datetime | None
    position_id: None | UUID
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        deployment_id = str(self.deployment_id)

        agent_id = str(self.agent_id)

        agent_name = self.agent_name

        user_wallet = self.user_wallet

        status: str = self.status

        concern: str = self.concern

        detail = self.detail

        since: None | str
        if isinstance(self.since, datetime.datetime):
            since = self.since.isoformat()
        else:
            since = self.since

        position_id: None | str
        if isinstance(self.position_id, UUID):
            position_id = str(self.position_id)
        else:
            position_id = self.position_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "deploymentId": deployment_id,
                "agentId": agent_id,
                "agentName": agent_name,
                "userWallet": user_wallet,
                "status": status,
                "concern": concern,
                "detail": detail,
                "since": since,
                "positionId": position_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        deployment_id = UUID(d.pop("deploymentId"))

        agent_id = UUID(d.pop("agentId"))

        agent_name = d.pop("agentName")

        user_wallet = d.pop("userWallet")

        status = check_deployment_status(d.pop("status"))

        concern = check_concern(d.pop("concern"))

        detail = d.pop("detail")

        def _parse_since(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                since_type_0 = datetime.datetime.fromisoformat(data)

                return since_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        since = _parse_since(d.pop("since"))

        def _parse_position_id(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                position_id_type_0 = UUID(data)

                return position_id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        position_id = _parse_position_id(d.pop("positionId"))

        worry_out = cls(
            deployment_id=deployment_id,
            agent_id=agent_id,
            agent_name=agent_name,
            user_wallet=user_wallet,
            status=status,
            concern=concern,
            detail=detail,
            since=since,
            position_id=position_id,
        )

        worry_out.additional_properties = d
        return worry_out

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
