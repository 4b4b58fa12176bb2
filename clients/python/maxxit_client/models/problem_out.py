from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.problem_field import ProblemField
    from ..models.problem_out_nextsteps import ProblemOutNextsteps


T = TypeVar("T", bound="ProblemOut")


@_attrs_define
class ProblemOut:
    """Why a request was refused (RFC 9457), with a word for programs in `error`.

    Attributes:
        type_ (str):
        title (str):
        status (int):
        detail (str):
        error (str):
        errors (list[ProblemField] | Unset):
        next_steps (ProblemOutNextsteps | Unset):
    """

    type_: str
    title: str
    status: int
    detail: str
    error: str
    errors: list[ProblemField] | Unset = UNSET
    next_steps: ProblemOutNextsteps | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        type_ = self.type_

        title = self.title

        status = self.status

        detail = self.detail

        error = self.error

        errors: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.errors, Unset):
            errors = []
            for errors_item_data in self.errors:
                errors_item = errors_item_data.to_dict()
                errors.append(errors_item)

        next_steps: dict[str, Any] | Unset = UNSET
        if not isinstance(self.next_steps, Unset):
            next_steps = self.next_steps.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
                "title": title,
                "status": status,
                "detail": detail,
                "error": error,
            }
        )
        if errors is not UNSET:
            field_dict["errors"] = errors
        if next_steps is not UNSET:
            field_dict["nextSteps"] = next_steps

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.problem_field import ProblemField  # noqa: PLC0415
        from ..models.problem_out_nextsteps import ProblemOutNextsteps  # noqa: PLC0415

        d = dict(src_dict)
        type_ = d.pop("type")

        title = d.pop("title")

        status = d.pop("status")

        detail = d.pop("detail")

        error = d.pop("error")

        _errors = d.pop("errors", UNSET)
        errors: list[ProblemField] | Unset = UNSET
        if _errors is not UNSET:
            errors = []
            for errors_item_data in _errors:
                errors_item = ProblemField.from_dict(errors_item_data)

                errors.append(errors_item)

        _next_steps = d.pop("nextSteps", UNSET)
        next_steps: ProblemOutNextsteps | Unset
        if isinstance(_next_steps, Unset):
            next_steps = UNSET
        else:
            next_steps = ProblemOutNextsteps.from_dict(_next_steps)

        problem_out = cls(
            type_=type_,
            title=title,
            status=status,
            detail=detail,
            error=error,
            errors=errors,
            next_steps=next_steps,
        )

        problem_out.additional_properties = d
        return problem_out

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
