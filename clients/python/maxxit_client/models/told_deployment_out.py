from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.refusal_out import RefusalOut
    from ..models.routing_out import RoutingOut
    from ..models.told_intent_out import ToldIntentOut
    from ..models.told_position_out import ToldPositionOut
    from ..models.waiting_out import WaitingOut


T = TypeVar("T", bound="ToldDeploymentOut")


@_attrs_define
class ToldDeploymentOut:
    """What one deployment made of a signal; `seen_to_fill` is since we saw the post.

    Attributes:
        id (UUID):
        wallet (None | str):
        routing (None | RoutingOut):
        intent (None | ToldIntentOut):
        refusal (None | RefusalOut):
        position (None | ToldPositionOut):
        seen_to_fill (float | None):
        waiting (None | WaitingOut):
    """

    id: UUID
    wallet: None | str
    routing: None | RoutingOut
    intent: None | ToldIntentOut
    refusal: None | RefusalOut
    position: None | ToldPositionOut
    seen_to_fill: float | None
    waiting: None | WaitingOut
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.refusal_out import RefusalOut  # noqa: PLC0415
        from ..models.routing_out import RoutingOut  # noqa: PLC0415
        from ..models.told_intent_out import ToldIntentOut  # noqa: PLC0415
        from ..models.told_position_out import ToldPositionOut  # noqa: PLC0415
        from ..models.waiting_out import WaitingOut  # noqa: PLC0415

        id = str(self.id)

        wallet: None | str
        wallet = self.wallet

        routing: dict[str, Any] | None
        if isinstance(self.routing, RoutingOut):
            routing = self.routing.to_dict()
        else:
            routing = self.routing

        intent: dict[str, Any] | None
        if isinstance(self.intent, ToldIntentOut):
            intent = self.intent.to_dict()
        else:
            intent = self.intent

        refusal: dict[str, Any] | None
        if isinstance(self.refusal, RefusalOut):
            refusal = self.refusal.to_dict()
        else:
            refusal = self.refusal

        position: dict[str, Any] | None
        if isinstance(self.position, ToldPositionOut):
            position = self.position.to_dict()
        else:
            position = self.position

        seen_to_fill: float | None
        seen_to_fill = self.seen_to_fill

        waiting: dict[str, Any] | None
        if isinstance(self.waiting, WaitingOut):
            waiting = self.waiting.to_dict()
        else:
            waiting = self.waiting

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "wallet": wallet,
                "routing": routing,
                "intent": intent,
                "refusal": refusal,
                "position": position,
                "seenToFill": seen_to_fill,
                "waiting": waiting,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.refusal_out import RefusalOut  # noqa: PLC0415
        from ..models.routing_out import RoutingOut  # noqa: PLC0415
        from ..models.told_intent_out import ToldIntentOut  # noqa: PLC0415
        from ..models.told_position_out import ToldPositionOut  # noqa: PLC0415
        from ..models.waiting_out import WaitingOut  # noqa: PLC0415

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        def _parse_wallet(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        wallet = _parse_wallet(d.pop("wallet"))

        def _parse_routing(data: object) -> None | RoutingOut:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                routing_type_0 = RoutingOut.from_dict(data)

                return routing_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | RoutingOut, data)

        routing = _parse_routing(d.pop("routing"))

        def _parse_intent(data: object) -> None | ToldIntentOut:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                intent_type_0 = ToldIntentOut.from_dict(data)

                return intent_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ToldIntentOut, data)

        intent = _parse_intent(d.pop("intent"))

        def _parse_refusal(data: object) -> None | RefusalOut:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                refusal_type_0 = RefusalOut.from_dict(data)

                return refusal_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | RefusalOut, data)

        refusal = _parse_refusal(d.pop("refusal"))

        def _parse_position(data: object) -> None | ToldPositionOut:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                position_type_0 = ToldPositionOut.from_dict(data)

                return position_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ToldPositionOut, data)

        position = _parse_position(d.pop("position"))

        def _parse_seen_to_fill(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        seen_to_fill = _parse_seen_to_fill(d.pop("seenToFill"))

        def _parse_waiting(data: object) -> None | WaitingOut:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                waiting_type_0 = WaitingOut.from_dict(data)

                return waiting_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | WaitingOut, data)

        waiting = _parse_waiting(d.pop("waiting"))

        told_deployment_out = cls(
            id=id,
            wallet=wallet,
            routing=routing,
            intent=intent,
            refusal=refusal,
            position=position,
            seen_to_fill=seen_to_fill,
            waiting=waiting,
        )

        told_deployment_out.additional_properties = d
        return told_deployment_out

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
