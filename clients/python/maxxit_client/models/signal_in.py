from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

from ..models.side import Side, check_side
from ..types import UNSET, Unset

T = TypeVar("T", bound="SignalIn")


@_attrs_define
class SignalIn:
    """A trade one asks one's own deployment for; what is left out is left to the rules.

    Attributes:
        deployment_id (UUID):
        token_symbol (str):
        side (Side):
        share (None | str | Unset):
        leverage (None | str | Unset):
    """

    deployment_id: UUID
    token_symbol: str
    side: Side
    share: None | str | Unset = UNSET
    leverage: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        deployment_id = str(self.deployment_id)

        token_symbol = self.token_symbol

        side: str = self.side

        share: None | str | Unset
        if isinstance(self.share, Unset):
            share = UNSET
        else:
            share = self.share

        leverage: None | str | Unset
        if isinstance(self.leverage, Unset):
            leverage = UNSET
        else:
            leverage = self.leverage

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "deploymentId": deployment_id,
                "tokenSymbol": token_symbol,
                "side": side,
            }
        )
        if share is not UNSET:
            field_dict["share"] = share
        if leverage is not UNSET:
            field_dict["leverage"] = leverage

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        deployment_id = UUID(d.pop("deploymentId"))

        token_symbol = d.pop("tokenSymbol")

        side = check_side(d.pop("side"))

        def _parse_share(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        share = _parse_share(d.pop("share", UNSET))

        def _parse_leverage(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        leverage = _parse_leverage(d.pop("leverage", UNSET))

        signal_in = cls(
            deployment_id=deployment_id,
            token_symbol=token_symbol,
            side=side,
            share=share,
            leverage=leverage,
        )

        return signal_in
