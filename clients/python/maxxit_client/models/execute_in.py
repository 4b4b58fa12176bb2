from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define

T = TypeVar("T", bound="ExecuteIn")


@_attrs_define
class ExecuteIn:
    """A signal that one deployment is to decide on anew.

    Attributes:
        deployment_id (UUID):
        signal_id (UUID):
    """

    deployment_id: UUID
    signal_id: UUID

    def to_dict(self) -> dict[str, Any]:
        deployment_id = str(self.deployment_id)

        signal_id = str(self.signal_id)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "deploymentId": deployment_id,
                "signalId": signal_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        deployment_id = UUID(d.pop("deploymentId"))

        signal_id = UUID(d.pop("signalId"))

        execute_in = cls(
            deployment_id=deployment_id,
            signal_id=signal_id,
        )

        return execute_in
