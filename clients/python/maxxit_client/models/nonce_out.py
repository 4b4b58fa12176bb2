from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="NonceOut")


@_attrs_define
class NonceOut:
    """What a wallet's sign-in message has to say (EIP-4361).

    Attributes:
        nonce (str):
        domain (str):
        uri (str):
        chain_ids (list[int]):
        expires_at (datetime.datetime):
    """

    nonce: str
    domain: str
    uri: str
    chain_ids: list[int]
    expires_at: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        nonce = self.nonce

        domain = self.domain

        uri = self.uri

        chain_ids = self.chain_ids

        expires_at = self.expires_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "nonce": nonce,
                "domain": domain,
                "uri": uri,
                "chainIds": chain_ids,
                "expiresAt": expires_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        nonce = d.pop("nonce")

        domain = d.pop("domain")

        uri = d.pop("uri")

        chain_ids = cast(list[int], d.pop("chainIds"))

        expires_at = datetime.datetime.fromisoformat(d.pop("expiresAt"))

        nonce_out = cls(
            nonce=nonce,
            domain=domain,
            uri=uri,
            chain_ids=chain_ids,
            expires_at=expires_at,
        )

        nonce_out.additional_properties = d
        return nonce_out

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
