from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.told_deployment_out import ToldDeploymentOut
    from ..models.told_signal_out_score_breakdown_type_0 import (
        ToldSignalOutScoreBreakdownType0,
    )


T = TypeVar("T", bound="ToldSignalOut")


@_attrs_define
class ToldSignalOut:
    """An agent's reason to trade, and what its deployments made of it.

    Attributes:
        id (UUID):
        token (str):
        side (str):
        confidence (str):
        size (str):
        score (None | str):
        score_breakdown (None | ToldSignalOutScoreBreakdownType0):
        reference_price (str):
        created_at (datetime.datetime):
        expires_at (datetime.datetime):
        after (float | None):
        deployments (list[ToldDeploymentOut]):
        asked (int):
    """

    id: UUID
    token: str
    side: str
    confidence: str
    size: str
    score: None | str
    score_breakdown: None | ToldSignalOutScoreBreakdownType0
    reference_price: str
    created_at: datetime.datetime
    expires_at: datetime.datetime
    after: float | None
    deployments: list[ToldDeploymentOut]
    asked: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.told_signal_out_score_breakdown_type_0 import (
            ToldSignalOutScoreBreakdownType0,  # noqa: PLC0415
        )

        id = str(self.id)

        token = self.token

        side = self.side

        confidence = self.confidence

        size = self.size

        score: None | str
        score = self.score

        score_breakdown: dict[str, Any] | None
        if isinstance(self.score_breakdown, ToldSignalOutScoreBreakdownType0):
            score_breakdown = self.score_breakdown.to_dict()
        else:
            score_breakdown = self.score_breakdown

        reference_price = self.reference_price

        created_at = self.created_at.isoformat()

        expires_at = self.expires_at.isoformat()

        after: float | None
        after = self.after

        deployments = []
        for deployments_item_data in self.deployments:
            deployments_item = deployments_item_data.to_dict()
            deployments.append(deployments_item)

        asked = self.asked

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "token": token,
                "side": side,
                "confidence": confidence,
                "size": size,
                "score": score,
                "scoreBreakdown": score_breakdown,
                "referencePrice": reference_price,
                "createdAt": created_at,
                "expiresAt": expires_at,
                "after": after,
                "deployments": deployments,
                "asked": asked,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.told_deployment_out import ToldDeploymentOut  # noqa: PLC0415
        from ..models.told_signal_out_score_breakdown_type_0 import (
            ToldSignalOutScoreBreakdownType0,  # noqa: PLC0415
        )

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        token = d.pop("token")

        side = d.pop("side")

        confidence = d.pop("confidence")

        size = d.pop("size")

        def _parse_score(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        score = _parse_score(d.pop("score"))

        def _parse_score_breakdown(
            data: object,
        ) -> None | ToldSignalOutScoreBreakdownType0:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                score_breakdown_type_0 = ToldSignalOutScoreBreakdownType0.from_dict(
                    data
                )

                return score_breakdown_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ToldSignalOutScoreBreakdownType0, data)

        score_breakdown = _parse_score_breakdown(d.pop("scoreBreakdown"))

        reference_price = d.pop("referencePrice")

        created_at = datetime.datetime.fromisoformat(d.pop("createdAt"))

        expires_at = datetime.datetime.fromisoformat(d.pop("expiresAt"))

        def _parse_after(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        after = _parse_after(d.pop("after"))

        deployments = []
        _deployments = d.pop("deployments")
        for deployments_item_data in _deployments:
            deployments_item = ToldDeploymentOut.from_dict(deployments_item_data)

            deployments.append(deployments_item)

        asked = d.pop("asked")

        told_signal_out = cls(
            id=id,
            token=token,
            side=side,
            confidence=confidence,
            size=size,
            score=score,
            score_breakdown=score_breakdown,
            reference_price=reference_price,
            created_at=created_at,
            expires_at=expires_at,
            after=after,
            deployments=deployments,
            asked=asked,
        )

        told_signal_out.additional_properties = d
        return told_signal_out

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
