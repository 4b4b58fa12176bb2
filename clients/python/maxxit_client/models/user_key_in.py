from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="UserKeyIn")


@_attrs_define
class UserKeyIn:
    """Whose key is wanted, and the chain their wallet is on, as its approval is to name it.

    Attributes:
        user_address (str):
        chain_id (int | None | Unset):
    """

    user_address: str
    chain_id: int | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        user_address = self.user_address

        chain_id: int | None | Unset
        if isinstance(self.chain_id, Unset):
            chain_id = UNSET
        else:
            chain_id = self.chain_id

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "userAddress": user_address,
            }
        )
        if chain_id is not UNSET:
            field_dict["chainId"] = chain_id

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        user_address = d.pop("userAddress")

        def _parse_chain_id(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        chain_id = _parse_chain_id(d.pop("chainId", UNSET))

        user_key_in = cls(
            user_address=user_address,
            chain_id=chain_id,
        )

        return user_key_in
