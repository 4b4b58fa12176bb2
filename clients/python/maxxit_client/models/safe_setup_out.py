from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.safe_step import SafeStep, check_safe_step

T = TypeVar("T", bound="SafeSetupOut")


@_attrs_define
class SafeSetupOut:
    """How far a Safe is set up; what the chain does not say counts as missing.

    Attributes:
        safe_address (str):
        is_setup (bool):
        missing (None | SafeStep):
        reason (None | str):
        owners (list[str]):
        threshold (int | None):
        module_address (str):
        module_enabled (bool):
        usdc_address (str):
        usdc_balance (None | str):
        usdc_allowance (None | str):
        chain_id (int):
        answered (bool):
    """

    safe_address: str
    is_setup: bool
    missing: None | SafeStep
    reason: None | str
    owners: list[str]
    threshold: int | None
    module_address: str
    module_enabled: bool
    usdc_address: str
    usdc_balance: None | str
    usdc_allowance: None | str
    chain_id: int
    answered: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        safe_address = self.safe_address

        is_setup = self.is_setup

        missing: None | str
        if isinstance(self.missing, str):
            missing = self.missing
        else:
            missing = self.missing

        reason: None | str
        reason = self.reason

        owners = self.owners

        threshold: int | None
        threshold = self.threshold

        module_address = self.module_address

        module_enabled = self.module_enabled

        usdc_address = self.usdc_address

        usdc_balance: None | str
        usdc_balance = self.usdc_balance

        usdc_allowance: None | str
        usdc_allowance = self.usdc_allowance

        chain_id = self.chain_id

        answered = self.answered

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "safeAddress": safe_address,
                "isSetup": is_setup,
                "missing": missing,
                "reason": reason,
                "owners": owners,
                "threshold": threshold,
                "moduleAddress": module_address,
                "moduleEnabled": module_enabled,
                "usdcAddress": usdc_address,
                "usdcBalance": usdc_balance,
                "usdcAllowance": usdc_allowance,
                "chainId": chain_id,
                "answered": answered,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        safe_address = d.pop("safeAddress")

        is_setup = d.pop("isSetup")

        def _parse_missing(data: object) -> None | SafeStep:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                missing_type_0 = check_safe_step(data)

                return missing_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | SafeStep, data)

        missing = _parse_missing(d.pop("missing"))

        def _parse_reason(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        reason = _parse_reason(d.pop("reason"))

        owners = cast(list[str], d.pop("owners"))

        def _parse_threshold(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        threshold = _parse_threshold(d.pop("threshold"))

        module_address = d.pop("moduleAddress")

        module_enabled = d.pop("moduleEnabled")

        usdc_address = d.pop("usdcAddress")

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

        chain_id = d.pop("chainId")

        answered = d.pop("answered")

        safe_setup_out = cls(
            safe_address=safe_address,
            is_setup=is_setup,
            missing=missing,
            reason=reason,
            owners=owners,
            threshold=threshold,
            module_address=module_address,
            module_enabled=module_enabled,
            usdc_address=usdc_address,
            usdc_balance=usdc_balance,
            usdc_allowance=usdc_allowance,
            chain_id=chain_id,
            answered=answered,
        )

        safe_setup_out.additional_properties = d
        return safe_setup_out

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
