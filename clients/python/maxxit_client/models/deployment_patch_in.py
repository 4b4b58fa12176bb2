from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.deployment_status import DeploymentStatus, check_deployment_status
from ..models.keep_or_close import KeepOrClose, check_keep_or_close
from ..types import UNSET, Unset

T = TypeVar("T", bound="DeploymentPatchIn")


@_attrs_define
class DeploymentPatchIn:
    """What is to change; what is left out stays.

    Attributes:
        status (DeploymentStatus | None | Unset):
        sub_active (bool | None | Unset):
        keep_or_close (KeepOrClose | None | Unset):
    """

    status: DeploymentStatus | None | Unset = UNSET
    sub_active: bool | None | Unset = UNSET
    keep_or_close: KeepOrClose | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        status: None | str | Unset
        if isinstance(self.status, Unset):
            status = UNSET
        elif isinstance(self.status, str):
            status = self.status
        else:
            status = self.status

        sub_active: bool | None | Unset
        if isinstance(self.sub_active, Unset):
            sub_active = UNSET
        else:
            sub_active = self.sub_active

        keep_or_close: None | str | Unset
        if isinstance(self.keep_or_close, Unset):
            keep_or_close = UNSET
        elif isinstance(self.keep_or_close, str):
            keep_or_close = self.keep_or_close
        else:
            keep_or_close = self.keep_or_close

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if status is not UNSET:
            field_dict["status"] = status
        if sub_active is not UNSET:
            field_dict["subActive"] = sub_active
        if keep_or_close is not UNSET:
            field_dict["keepOrClose"] = keep_or_close

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_status(data: object) -> DeploymentStatus | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                status_type_0 = check_deployment_status(data)

                return status_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(DeploymentStatus | None | Unset, data)

        status = _parse_status(d.pop("status", UNSET))

        def _parse_sub_active(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        sub_active = _parse_sub_active(d.pop("subActive", UNSET))

        def _parse_keep_or_close(data: object) -> KeepOrClose | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                keep_or_close_type_0 = check_keep_or_close(data)

                return keep_or_close_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(KeepOrClose | None | Unset, data)

        keep_or_close = _parse_keep_or_close(d.pop("keepOrClose", UNSET))

        deployment_patch_in = cls(
            status=status,
            sub_active=sub_active,
            keep_or_close=keep_or_close,
        )

        return deployment_patch_in
