from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.safe_deployment_shown import SafeDeploymentShown
    from ..models.safe_info_out import SafeInfoOut


T = TypeVar("T", bound="SafeDeploymentOut")


@_attrs_define
class SafeDeploymentOut:
    """A deployment on a Safe that is ready to trade.

    Attributes:
        success (bool):
        deployment (SafeDeploymentShown): A deployment that trades from a Safe.
        safe_info (SafeInfoOut): A Safe, as the chain describes it.
        message (str):
        next_steps (list[str]):
    """

    success: bool
    deployment: SafeDeploymentShown
    safe_info: SafeInfoOut
    message: str
    next_steps: list[str]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        success = self.success

        deployment = self.deployment.to_dict()

        safe_info = self.safe_info.to_dict()

        message = self.message

        next_steps = self.next_steps

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "success": success,
                "deployment": deployment,
                "safeInfo": safe_info,
                "message": message,
                "nextSteps": next_steps,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.safe_deployment_shown import SafeDeploymentShown  # noqa: PLC0415
        from ..models.safe_info_out import SafeInfoOut  # noqa: PLC0415

        d = dict(src_dict)
        success = d.pop("success")

        deployment = SafeDeploymentShown.from_dict(d.pop("deployment"))

        safe_info = SafeInfoOut.from_dict(d.pop("safeInfo"))

        message = d.pop("message")

        next_steps = cast(list[str], d.pop("nextSteps"))

        safe_deployment_out = cls(
            success=success,
            deployment=deployment,
            safe_info=safe_info,
            message=message,
            next_steps=next_steps,
        )

        safe_deployment_out.additional_properties = d
        return safe_deployment_out

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
