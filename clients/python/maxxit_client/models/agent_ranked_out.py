from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.agent_venue import AgentVenue, check_agent_venue

T = TypeVar("T", bound="AgentRankedOut")


@_attrs_define
class AgentRankedOut:
    """A public agent's line on the leaderboard; no rank means not enough data.

    Attributes:
        rank (int | None):
        id (UUID):
        name (str):
        venue (AgentVenue): Where an agent trades: on one venue, or on the first of several that can.
        creator_wallet (str):
        apr30d (None | str):
        apr90d (None | str):
        apr_si (None | str):
        sharpe30d (None | str):
        max_drawdown (None | str):
        win_rate (None | str):
        closed_positions (int):
        subscribers (int):
    """

    rank: int | None
    id: UUID
    name: str
    venue: AgentVenue
    creator_wallet: str
    apr30d: None | str
    apr90d: None | str
    apr_si: None | str
    sharpe30d: None | str
    max_drawdown: None | str
    win_rate: None | str
    closed_positions: int
    subscribers: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        rank: int | None
        rank = self.rank

        id = str(self.id)

        name = self.name

        venue: str = self.venue

        creator_wallet = self.creator_wallet

        apr30d: None | str
        apr30d = self.apr30d

        apr90d: None | str
        apr90d = self.apr90d

        apr_si: None | str
        apr_si = self.apr_si

        sharpe30d: None | str
        sharpe30d = self.sharpe30d

        max_drawdown: None | str
        max_drawdown = self.max_drawdown

        win_rate: None | str
        win_rate = self.win_rate

        closed_positions = self.closed_positions

        subscribers = self.subscribers

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "rank": rank,
                "id": id,
                "name": name,
                "venue": venue,
                "creatorWallet": creator_wallet,
                "apr30d": apr30d,
                "apr90d": apr90d,
                "aprSi": apr_si,
                "sharpe30d": sharpe30d,
                "maxDrawdown": max_drawdown,
                "winRate": win_rate,
                "closedPositions": closed_positions,
                "subscribers": subscribers,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_rank(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        rank = _parse_rank(d.pop("rank"))

        id = UUID(d.pop("id"))

        name = d.pop("name")

        venue = check_agent_venue(d.pop("venue"))

        creator_wallet = d.pop("creatorWallet")

        def _parse_apr30d(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        apr30d = _parse_apr30d(d.pop("apr30d"))

        def _parse_apr90d(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        apr90d = _parse_apr90d(d.pop("apr90d"))

        def _parse_apr_si(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        apr_si = _parse_apr_si(d.pop("aprSi"))

        def _parse_sharpe30d(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        sharpe30d = _parse_sharpe30d(d.pop("sharpe30d"))

        def _parse_max_drawdown(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        max_drawdown = _parse_max_drawdown(d.pop("maxDrawdown"))

        def _parse_win_rate(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        win_rate = _parse_win_rate(d.pop("winRate"))

        closed_positions = d.pop("closedPositions")

        subscribers = d.pop("subscribers")

        agent_ranked_out = cls(
            rank=rank,
            id=id,
            name=name,
            venue=venue,
            creator_wallet=creator_wallet,
            apr30d=apr30d,
            apr90d=apr90d,
            apr_si=apr_si,
            sharpe30d=sharpe30d,
            max_drawdown=max_drawdown,
            win_rate=win_rate,
            closed_positions=closed_positions,
            subscribers=subscribers,
        )

        agent_ranked_out.additional_properties = d
        return agent_ranked_out

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
