from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.routing_out_passedover import RoutingOutPassedover
    from ..models.routing_out_reckoning_type_0 import RoutingOutReckoningType0


T = TypeVar("T", bound="RoutingOut")


@_attrs_define
class RoutingOut:
    """Which venues were asked for, which took the trade, and why those before it did not.

    Attributes:
        requested (list[str]):
        selected (None | str):
        passed_over (RoutingOutPassedover):
        reckoning (None | RoutingOutReckoningType0):
    """

    requested: list[str]
    selected: None | str
    passed_over: RoutingOutPassedover
    reckoning: None | RoutingOutReckoningType0
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.routing_out_reckoning_type_0 import RoutingOutReckoningType0  # noqa: PLC0415

        requested = self.requested

        selected: None | str
        selected = self.selected

        passed_over = self.passed_over.to_dict()

        reckoning: dict[str, Any] | None
        if isinstance(self.reckoning, RoutingOutReckoningType0):
            reckoning = self.reckoning.to_dict()
        else:
            reckoning = self.reckoning

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "requested": requested,
                "selected": selected,
                "passedOver": passed_over,
                "reckoning": reckoning,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.routing_out_passedover import RoutingOutPassedover  # noqa: PLC0415
        from ..models.routing_out_reckoning_type_0 import RoutingOutReckoningType0  # noqa: PLC0415

        d = dict(src_dict)
        requested = cast(list[str], d.pop("requested"))

        def _parse_selected(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        selected = _parse_selected(d.pop("selected"))

        passed_over = RoutingOutPassedover.from_dict(d.pop("passedOver"))

        def _parse_reckoning(data: object) -> None | RoutingOutReckoningType0:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                reckoning_type_0 = RoutingOutReckoningType0.from_dict(data)

                return reckoning_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | RoutingOutReckoningType0, data)

        reckoning = _parse_reckoning(d.pop("reckoning"))

        routing_out = cls(
            requested=requested,
            selected=selected,
            passed_over=passed_over,
            reckoning=reckoning,
        )

        routing_out.additional_properties = d
        return routing_out

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
