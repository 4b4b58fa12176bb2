from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="ProofIn")


@_attrs_define
class ProofIn:
    """A signature for one agent, used once.

    Attributes:
        nonce (str):
        signature (str):
    """

    nonce: str
    signature: str

    def to_dict(self) -> dict[str, Any]:
        nonce = self.nonce

        signature = self.signature

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "nonce": nonce,
                "signature": signature,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        nonce = d.pop("nonce")

        signature = d.pop("signature")

        proof_in = cls(
            nonce=nonce,
            signature=signature,
        )

        return proof_in
