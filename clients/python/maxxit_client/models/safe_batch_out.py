from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.safe_batch_out_transactionbuilder import (
        SafeBatchOutTransactionbuilder,
    )
    from ..models.safe_call_out import SafeCallOut


T = TypeVar("T", bound="SafeBatchOut")


@_attrs_define
class SafeBatchOut:
    """A transaction for the Safe to make, in both forms that people use.

    Attributes:
        safe_address (str):
        module_address (str):
        chain_id (int):
        transaction_builder (SafeBatchOutTransactionbuilder):
        transaction (SafeCallOut): A call for Safe's own SDK.
        instructions (list[str]):
    """

    safe_address: str
    module_address: str
    chain_id: int
    transaction_builder: SafeBatchOutTransactionbuilder
    transaction: SafeCallOut
    instructions: list[str]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        safe_address = self.safe_address

        module_address = self.module_address

        chain_id = self.chain_id

        transaction_builder = self.transaction_builder.to_dict()

        transaction = self.transaction.to_dict()

        instructions = self.instructions

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "safeAddress": safe_address,
                "moduleAddress": module_address,
                "chainId": chain_id,
                "transactionBuilder": transaction_builder,
                "transaction": transaction,
                "instructions": instructions,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.safe_batch_out_transactionbuilder import (
            SafeBatchOutTransactionbuilder,  # noqa: PLC0415
        )
        from ..models.safe_call_out import SafeCallOut  # noqa: PLC0415

        d = dict(src_dict)
        safe_address = d.pop("safeAddress")

        module_address = d.pop("moduleAddress")

        chain_id = d.pop("chainId")

        transaction_builder = SafeBatchOutTransactionbuilder.from_dict(
            d.pop("transactionBuilder")
        )

        transaction = SafeCallOut.from_dict(d.pop("transaction"))

        instructions = cast(list[str], d.pop("instructions"))

        safe_batch_out = cls(
            safe_address=safe_address,
            module_address=module_address,
            chain_id=chain_id,
            transaction_builder=transaction_builder,
            transaction=transaction,
            instructions=instructions,
        )

        safe_batch_out.additional_properties = d
        return safe_batch_out

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
