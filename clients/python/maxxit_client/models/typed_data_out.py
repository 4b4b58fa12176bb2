from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.typed_data_out_types import TypedDataOutTypes
    from ..models.typed_domain_out import TypedDomainOut
    from ..models.typed_message_out import TypedMessageOut


T = TypeVar("T", bound="TypedDataOut")


@_attrs_define
class TypedDataOut:
    """EIP-712 typed data, for eth_signTypedData_v4.

    Attributes:
        types (TypedDataOutTypes):
        primary_type (str):
        domain (TypedDomainOut): Where the signature counts.
        message (TypedMessageOut): What the signature says.
    """

    types: TypedDataOutTypes
    primary_type: str
    domain: TypedDomainOut
    message: TypedMessageOut
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        types = self.types.to_dict()

        primary_type = self.primary_type

        domain = self.domain.to_dict()

        message = self.message.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "types": types,
                "primaryType": primary_type,
                "domain": domain,
                "message": message,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.typed_data_out_types import TypedDataOutTypes  # noqa: PLC0415
        from ..models.typed_domain_out import TypedDomainOut  # noqa: PLC0415
        from ..models.typed_message_out import TypedMessageOut  # noqa: PLC0415

        d = dict(src_dict)
        types = TypedDataOutTypes.from_dict(d.pop("types"))

        primary_type = d.pop("primaryType")

        domain = TypedDomainOut.from_dict(d.pop("domain"))

        message = TypedMessageOut.from_dict(d.pop("message"))

        typed_data_out = cls(
            types=types,
            primary_type=primary_type,
            domain=domain,
            message=message,
        )

        typed_data_out.additional_properties = d
        return typed_data_out

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
