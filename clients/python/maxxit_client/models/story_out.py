from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.outcome_out import OutcomeOut
    from ..models.post_out import PostOut
    from ..models.story_out_otherdeployments import StoryOutOtherdeployments
    from ..models.story_out_otheroutcomes import StoryOutOtheroutcomes
    from ..models.verdict_out import VerdictOut


T = TypeVar("T", bound="StoryOut")


@_attrs_define
class StoryOut:
    """The chain that the thing asked about hangs in; what hangs beside it is counted.

    Attributes:
        asked (str):
        id (UUID):
        post (None | PostOut):
        verdicts (list[VerdictOut]):
        outcomes (list[OutcomeOut]):
        other_outcomes (StoryOutOtheroutcomes):
        other_deployments (StoryOutOtherdeployments):
    """

    asked: str
    id: UUID
    post: None | PostOut
    verdicts: list[VerdictOut]
    outcomes: list[OutcomeOut]
    other_outcomes: StoryOutOtheroutcomes
    other_deployments: StoryOutOtherdeployments
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.post_out import PostOut  # noqa: PLC0415

        asked = self.asked

        id = str(self.id)

        post: dict[str, Any] | None
        if isinstance(self.post, PostOut):
            post = self.post.to_dict()
        else:
            post = self.post

        verdicts = []
        for verdicts_item_data in self.verdicts:
            verdicts_item = verdicts_item_data.to_dict()
            verdicts.append(verdicts_item)

        outcomes = []
        for outcomes_item_data in self.outcomes:
            outcomes_item = outcomes_item_data.to_dict()
            outcomes.append(outcomes_item)

        other_outcomes = self.other_outcomes.to_dict()

        other_deployments = self.other_deployments.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "asked": asked,
                "id": id,
                "post": post,
                "verdicts": verdicts,
                "outcomes": outcomes,
                "otherOutcomes": other_outcomes,
                "otherDeployments": other_deployments,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.outcome_out import OutcomeOut  # noqa: PLC0415
        from ..models.post_out import PostOut  # noqa: PLC0415
        from ..models.story_out_otherdeployments import StoryOutOtherdeployments  # noqa: PLC0415
        from ..models.story_out_otheroutcomes import StoryOutOtheroutcomes  # noqa: PLC0415
        from ..models.verdict_out import VerdictOut  # noqa: PLC0415

        d = dict(src_dict)
        asked = d.pop("asked")

        id = UUID(d.pop("id"))

        def _parse_post(data: object) -> None | PostOut:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                post_type_0 = PostOut.from_dict(data)

                return post_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | PostOut, data)

        post = _parse_post(d.pop("post"))

        verdicts = []
        _verdicts = d.pop("verdicts")
        for verdicts_item_data in _verdicts:
            verdicts_item = VerdictOut.from_dict(verdicts_item_data)

            verdicts.append(verdicts_item)

        outcomes = []
        _outcomes = d.pop("outcomes")
        for outcomes_item_data in _outcomes:
            outcomes_item = OutcomeOut.from_dict(outcomes_item_data)

            outcomes.append(outcomes_item)

        other_outcomes = StoryOutOtheroutcomes.from_dict(d.pop("otherOutcomes"))

        other_deployments = StoryOutOtherdeployments.from_dict(
            d.pop("otherDeployments")
        )

        story_out = cls(
            asked=asked,
            id=id,
            post=post,
            verdicts=verdicts,
            outcomes=outcomes,
            other_outcomes=other_outcomes,
            other_deployments=other_deployments,
        )

        story_out.additional_properties = d
        return story_out

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
