from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.waiting_post_out import WaitingPostOut


T = TypeVar("T", bound="GenerateOut")


@_attrs_define
class GenerateOut:
    """What waits to become signals; the stages were told to take it now.

    Attributes:
        unclassified (int):
        unheard (int):
        posts (list[WaitingPostOut]):
    """

    unclassified: int
    unheard: int
    posts: list[WaitingPostOut]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        unclassified = self.unclassified

        unheard = self.unheard

        posts = []
        for posts_item_data in self.posts:
            posts_item = posts_item_data.to_dict()
            posts.append(posts_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "unclassified": unclassified,
                "unheard": unheard,
                "posts": posts,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.waiting_post_out import WaitingPostOut  # noqa: PLC0415

        d = dict(src_dict)
        unclassified = d.pop("unclassified")

        unheard = d.pop("unheard")

        posts = []
        _posts = d.pop("posts")
        for posts_item_data in _posts:
            posts_item = WaitingPostOut.from_dict(posts_item_data)

            posts.append(posts_item)

        generate_out = cls(
            unclassified=unclassified,
            unheard=unheard,
            posts=posts,
        )

        generate_out.additional_properties = d
        return generate_out

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
