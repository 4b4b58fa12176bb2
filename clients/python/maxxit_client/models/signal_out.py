from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import (
    TYPE_CHECKING,
    Any,
    Literal,
    TypeVar,
    cast,
)
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.side import Side, check_side
from ..models.signal_status import SignalStatus, check_signal_status
from ..models.venue_name import VenueName, check_venue_name

if TYPE_CHECKING:
    from ..models.signal_out_score_breakdown_type_0 import SignalOutScoreBreakdownType0
    from ..models.size_model_out import SizeModelOut


T = TypeVar("T", bound="SignalOut")


@_attrs_define
class SignalOut:
    """An agent's reason to trade.

    Attributes:
        id (UUID):
        agent_id (UUID):
        agent_name (str):
        token_symbol (str):
        symbol (str):
        venue (Literal['MULTI'] | VenueName):
        side (Side):
        confidence (str):
        score (None | str):
        score_breakdown (None | SignalOutScoreBreakdownType0):
        size_model (SizeModelOut): How much of a balance to commit.
        reference_price (str):
        status (SignalStatus): How far a signal has come, over all deployments that were asked.
        post_id (None | UUID):
        source_tweets (list[str]):
        deployment_id (None | UUID):
        created_at (datetime.datetime):
        expires_at (datetime.datetime):
        bucket6h (datetime.datetime):
    """

    id: UUID
    agent_id: UUID
    agent_name: str
    token_symbol: str
    symbol: str
    venue: Literal["MULTI"] | VenueName
    side: Side
    confidence: str
    score: None | str
    score_breakdown: None | SignalOutScoreBreakdownType0
    size_model: SizeModelOut
    reference_price: str
    status: SignalStatus
    post_id: None | UUID
    source_tweets: list[str]
    deployment_id: None | UUID
    created_at: datetime.datetime
    expires_at: datetime.datetime
    bucket6h: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.signal_out_score_breakdown_type_0 import (
            SignalOutScoreBreakdownType0,  # noqa: PLC0415
        )

        id = str(self.id)

        agent_id = str(self.agent_id)

        agent_name = self.agent_name

        token_symbol = self.token_symbol

        symbol = self.symbol

        venue: Literal["MULTI"] | str
        if isinstance(self.venue, str):
            venue = self.venue
        else:
            venue = self.venue

        side: str = self.side

        confidence = self.confidence

        score: None | str
        score = self.score

        score_breakdown: dict[str, Any] | None
        if isinstance(self.score_breakdown, SignalOutScoreBreakdownType0):
            score_breakdown = self.score_breakdown.to_dict()
        else:
            score_breakdown = self.score_breakdown

        size_model = self.size_model.to_dict()

        reference_price = self.reference_price

        status: str = self.status

        post_id: None | str
        if isinstance(self.post_id, UUID):
            post_id = str(self.post_id)
        else:
            post_id = self.post_id

        source_tweets = self.source_tweets

        deployment_id: None | str
        if isinstance(self.deployment_id, UUID):
            deployment_id = str(self.deployment_id)
        else:
            deployment_id = self.deployment_id

        created_at = self.created_at.isoformat()

        expires_at = self.expires_at.isoformat()

        bucket6h = self.bucket6h.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "agentId": agent_id,
                "agentName": agent_name,
                "tokenSymbol": token_symbol,
                "symbol": symbol,
                "venue": venue,
                "side": side,
                "confidence": confidence,
                "score": score,
                "scoreBreakdown": score_breakdown,
                "sizeModel": size_model,
                "referencePrice": reference_price,
                "status": status,
                "postId": post_id,
                "sourceTweets": source_tweets,
                "deploymentId": deployment_id,
                "createdAt": created_at,
                "expiresAt": expires_at,
                "bucket6h": bucket6h,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.signal_out_score_breakdown_type_0 import (
            SignalOutScoreBreakdownType0,  # noqa: PLC0415
        )
        from ..models.size_model_out import SizeModelOut  # noqa: PLC0415

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        agent_id = UUID(d.pop("agentId"))

        agent_name = d.pop("agentName")

        token_symbol = d.pop("tokenSymbol")

        symbol = d.pop("symbol")

        def _parse_venue(data: object) -> Literal["MULTI"] | VenueName:
            try:
                if not isinstance(data, str):
                    raise TypeError()
                venue_type_0 = check_venue_name(data)

                return venue_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            venue_type_1 = cast(Literal["MULTI"], data)
            if venue_type_1 != "MULTI":
                raise ValueError(
                    f"venue_type_1 must match const 'MULTI', got '{venue_type_1}'"
                )
            return venue_type_1

        venue = _parse_venue(d.pop("venue"))

        side = check_side(d.pop("side"))

        confidence = d.pop("confidence")

        def _parse_score(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        score = _parse_score(d.pop("score"))

        def _parse_score_breakdown(data: object) -> None | SignalOutScoreBreakdownType0:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                score_breakdown_type_0 = SignalOutScoreBreakdownType0.from_dict(data)

                return score_breakdown_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | SignalOutScoreBreakdownType0, data)

        score_breakdown = _parse_score_breakdown(d.pop("scoreBreakdown"))

        size_model = SizeModelOut.from_dict(d.pop("sizeModel"))

        reference_price = d.pop("referencePrice")

        status = check_signal_status(d.pop("status"))

        def _parse_post_id(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                post_id_type_0 = UUID(data)

                return post_id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        post_id = _parse_post_id(d.pop("postId"))

        source_tweets = cast(list[str], d.pop("sourceTweets"))

        def _parse_deployment_id(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                deployment_id_type_0 = UUID(data)

                return deployment_id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        deployment_id = _parse_deployment_id(d.pop("deploymentId"))

        created_at = datetime.datetime.fromisoformat(d.pop("createdAt"))

        expires_at = datetime.datetime.fromisoformat(d.pop("expiresAt"))

        bucket6h = datetime.datetime.fromisoformat(d.pop("bucket6h"))

        signal_out = cls(
            id=id,
            agent_id=agent_id,
            agent_name=agent_name,
            token_symbol=token_symbol,
            symbol=symbol,
            venue=venue,
            side=side,
            confidence=confidence,
            score=score,
            score_breakdown=score_breakdown,
            size_model=size_model,
            reference_price=reference_price,
            status=status,
            post_id=post_id,
            source_tweets=source_tweets,
            deployment_id=deployment_id,
            created_at=created_at,
            expires_at=expires_at,
            bucket6h=bucket6h,
        )

        signal_out.additional_properties = d
        return signal_out

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
