"""Sources as people choose among them: accounts, institutes, and who follows whom."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from contracts.posts import SourceKind
from domain.catalogue import Link, Profile
from infra.reading.look import Look, Row
from infra.repositories.catalogue import PROFILE, link_of, profile_of

_ACCOUNTS = f"""
    select {PROFILE}, impact_place, followers_place from (
      select s.*, coalesce(-s.impact_factor, 'Infinity') as impact_place,
        coalesce(-s.followers_count, 1) as followers_place
      from source s where s.kind = 'X') as s
    where (cast(:search as text) is null
        or position(lower(cast(:search as text)) in s.handle) > 0
        or position(lower(cast(:search as text)) in lower(s.display_name)) > 0)
      and (cast(:after_handle as text) is null or (impact_place, followers_place, s.handle) >
        (cast(cast(:after_impact as text) as numeric), cast(:after_followers as bigint),
          cast(:after_handle as text)))
    order by impact_place, followers_place, s.handle limit :limit offset :offset
"""  # noqa: S608 - a constant of ours
"""Null places come last: no impact is infinitely low, no followers are fewer than none."""
_COUNTS = """
    (select count(*) from agent_source x join agent a on a.id = x.agent_id
      where x.source_id = s.id and a.deleted_at is null) as agents,
    (select count(*) from signal g where g.source_id = s.id) as signals
"""
_INSTITUTES = f"""
    select {PROFILE}, {_COUNTS} from source s
    where s.kind = 'RESEARCH' and (s.active or :retired)
      and (cast(:institute_id as uuid) is null or s.id = :institute_id)
    order by lower(coalesce(s.display_name, s.handle)), s.id
"""  # noqa: S608 - constants of ours
_LINKS = f"""
    select {PROFILE}, x.id as link_id, x.agent_id, x.created_at as linked_at
    from agent_source x join source s on s.id = x.source_id
    where x.agent_id = :agent_id and s.kind = :kind order by s.handle
"""  # noqa: S608 - a constant of ours


async def accounts_page(
    look: Look, search: str | None, paging: Mapping[str, Any]
) -> Sequence[tuple[Profile, Row]]:
    """Read a page of X accounts, the most credited first, then the most followed."""
    rows = await look.rows(_ACCOUNTS, search=search, **paging)
    return [(profile_of(row), row) for row in rows]


async def institutes(look: Look, *, retired: bool) -> Sequence[tuple[Profile, Row]]:
    """Read the institutes by name, each with how many agents follow it and what that gave."""
    rows = await look.rows(_INSTITUTES, retired=retired, institute_id=None)
    return [(profile_of(row), row) for row in rows]


async def institute(look: Look, institute_id: UUID) -> tuple[Profile, Row]:
    """Read one institute, read or not. Raises NotFound."""
    values = {"retired": True, "institute_id": institute_id}
    row = await look.one(f"institute {institute_id}", _INSTITUTES, **values)
    return profile_of(row), row


async def links_of(look: Look, agent_id: UUID, kind: SourceKind) -> Sequence[Link]:
    """Read which sources of a kind an agent follows that the caller was shown."""
    return [link_of(row) for row in await look.rows(_LINKS, agent_id=agent_id, kind=kind)]
