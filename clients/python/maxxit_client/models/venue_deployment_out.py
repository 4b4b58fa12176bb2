from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.venue_deployment_shown import VenueDeploymentShown


T = TypeVar("T", bound="VenueDeploymentOut")


@_attrs_define
class VenueDeploymentOut:
    """What became of that.

    Attributes:
        success (bool):
        deployment (VenueDeploymentShown): A deployment, and the key that trades for it on a venue.
        message (str):
    """

    success: bool
    deployment: VenueDeploymentShown
    message: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        success = self.success

        deployment = self.deployment.to_dict()

        message = self.message

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "success": success,
                "deployment": deployment,
                "message": message,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.venue_deployment_shown import VenueDeploymentShown  # noqa: PLC0415

        d = dict(src_dict)
        success = d.pop("success")

        deployment = VenueDeploymentShown.from_dict(d.pop("deployment"))

        message = d.pop("message")

        venue_deployment_out = cls(
            success=success,
            deployment=deployment,
            message=message,
        )

        venue_deployment_out.additional_properties = d
        return venue_deployment_out

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
