from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="StageOut")


@_attrs_define
class StageOut:
    """What a stage failed on, or never heard.

    Attributes:
        stage (str):
        retrying (int):
        attempts (int):
        parked (int):
        last_error (None | str):
    """

    stage: str
    retrying: int
    attempts: int
    parked: int
    last_error: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        stage = self.stage

        retrying = self.retrying

        attempts = self.attempts

        parked = self.parked

        last_error: None | str
        last_error = self.last_error

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "stage": stage,
                "retrying": retrying,
                "attempts": attempts,
                "parked": parked,
                "lastError": last_error,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        stage = d.pop("stage")

        retrying = d.pop("retrying")

        attempts = d.pop("attempts")

        parked = d.pop("parked")

        def _parse_last_error(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        last_error = _parse_last_error(d.pop("lastError"))

        stage_out = cls(
            stage=stage,
            retrying=retrying,
            attempts=attempts,
            parked=parked,
            last_error=last_error,
        )

        stage_out.additional_properties = d
        return stage_out

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
