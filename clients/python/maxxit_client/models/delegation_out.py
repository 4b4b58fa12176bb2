from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="DelegationOut")


@_attrs_define
class DelegationOut:
    """Whether a user delegated to their agent key.

    Attributes:
        user_wallet (str):
        agent_address (None | str):
        delegate (None | str):
        is_delegated (bool):
        answered (bool):
    """

    user_wallet: str
    agent_address: None | str
    delegate: None | str
    is_delegated: bool
    answered: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        user_wallet = self.user_wallet

        agent_address: None | str
        agent_address = self.agent_address

        delegate: None | str
        delegate = self.delegate

        is_delegated = self.is_delegated

        answered = self.answered

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "userWallet": user_wallet,
                "agentAddress": agent_address,
                "delegate": delegate,
                "isDelegated": is_delegated,
                "answered": answered,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        user_wallet = d.pop("userWallet")

        def _parse_agent_address(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        agent_address = _parse_agent_address(d.pop("agentAddress"))

        def _parse_delegate(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        delegate = _parse_delegate(d.pop("delegate"))

        is_delegated = d.pop("isDelegated")

        answered = d.pop("answered")

        delegation_out = cls(
            user_wallet=user_wallet,
            agent_address=agent_address,
            delegate=delegate,
            is_delegated=is_delegated,
            answered=answered,
        )

        delegation_out.additional_properties = d
        return delegation_out

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
