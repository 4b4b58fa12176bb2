from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="VerifyProofIn")


@_attrs_define
class VerifyProofIn:
    """A proof as an agent shows it.

    Attributes:
        message (str):
        signature (str):
        creator_wallet (str):
    """

    message: str
    signature: str
    creator_wallet: str

    def to_dict(self) -> dict[str, Any]:
        message = self.message

        signature = self.signature

        creator_wallet = self.creator_wallet

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "message": message,
                "signature": signature,
                "creatorWallet": creator_wallet,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        message = d.pop("message")

        signature = d.pop("signature")

        creator_wallet = d.pop("creatorWallet")

        verify_proof_in = cls(
            message=message,
            signature=signature,
            creator_wallet=creator_wallet,
        )

        return verify_proof_in
