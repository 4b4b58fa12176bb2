from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ApprovalOut")


@_attrs_define
class ApprovalOut:
    """Whether Ostium may take enough of a user's dollars; null where the chain is silent.

    Attributes:
        user_wallet (str):
        is_approved (bool):
        usdc_balance (None | str):
        usdc_allowance (None | str):
        required (str):
        answered (bool):
    """

    user_wallet: str
    is_approved: bool
    usdc_balance: None | str
    usdc_allowance: None | str
    required: str
    answered: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        user_wallet = self.user_wallet

        is_approved = self.is_approved

        usdc_balance: None | str
        usdc_balance = self.usdc_balance

        usdc_allowance: None | str
        usdc_allowance = self.usdc_allowance

        required = self.required

        answered = self.answered

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "userWallet": user_wallet,
                "isApproved": is_approved,
                "usdcBalance": usdc_balance,
                "usdcAllowance": usdc_allowance,
                "required": required,
                "answered": answered,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        user_wallet = d.pop("userWallet")

        is_approved = d.pop("isApproved")

        def _parse_usdc_balance(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        usdc_balance = _parse_usdc_balance(d.pop("usdcBalance"))

        def _parse_usdc_allowance(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        usdc_allowance = _parse_usdc_allowance(d.pop("usdcAllowance"))

        required = d.pop("required")

        answered = d.pop("answered")

        approval_out = cls(
            user_wallet=user_wallet,
            is_approved=is_approved,
            usdc_balance=usdc_balance,
            usdc_allowance=usdc_allowance,
            required=required,
            answered=answered,
        )

        approval_out.additional_properties = d
        return approval_out

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
