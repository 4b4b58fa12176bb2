from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.outbox_out import OutboxOut
    from ..models.stage_out import StageOut


T = TypeVar("T", bound="QueuesOut")


@_attrs_define
class QueuesOut:
    """All that waits; nothing of it is lost.

    Attributes:
        outbox (OutboxOut): What was committed and has not left for the broker.
        stages (list[StageOut]):
        posts_unclassified (int):
        orders_unsettled (int):
        orders_unknown (int):
        positions_live (int):
    """

    outbox: OutboxOut
    stages: list[StageOut]
    posts_unclassified: int
    orders_unsettled: int
    orders_unknown: int
    positions_live: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        outbox = self.outbox.to_dict()

        stages = []
        for stages_item_data in self.stages:
            stages_item = stages_item_data.to_dict()
            stages.append(stages_item)

        posts_unclassified = self.posts_unclassified

        orders_unsettled = self.orders_unsettled

        orders_unknown = self.orders_unknown

        positions_live = self.positions_live

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "outbox": outbox,
                "stages": stages,
                "postsUnclassified": posts_unclassified,
                "ordersUnsettled": orders_unsettled,
                "ordersUnknown": orders_unknown,
                "positionsLive": positions_live,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.outbox_out import OutboxOut  # noqa: PLC0415
        from ..models.stage_out import StageOut  # noqa: PLC0415

        d = dict(src_dict)
        outbox = OutboxOut.from_dict(d.pop("outbox"))

        stages = []
        _stages = d.pop("stages")
        for stages_item_data in _stages:
            stages_item = StageOut.from_dict(stages_item_data)

            stages.append(stages_item)

        posts_unclassified = d.pop("postsUnclassified")

        orders_unsettled = d.pop("ordersUnsettled")

        orders_unknown = d.pop("ordersUnknown")

        positions_live = d.pop("positionsLive")

        queues_out = cls(
            outbox=outbox,
            stages=stages,
            posts_unclassified=posts_unclassified,
            orders_unsettled=orders_unsettled,
            orders_unknown=orders_unknown,
            positions_live=positions_live,
        )

        queues_out.additional_properties = d
        return queues_out

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
