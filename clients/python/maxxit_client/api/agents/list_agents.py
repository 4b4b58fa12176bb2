from http import HTTPStatus
from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.agent_listed_out import AgentListedOut
from ...models.agent_status import AgentStatus
from ...models.agent_venue import AgentVenue
from ...models.problem_out import ProblemOut
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    status: AgentStatus | Unset = UNSET,
    venue: AgentVenue | Unset = UNSET,
    creator_wallet: str | Unset = UNSET,
    search: str | Unset = UNSET,
    order: str | Unset = "apr30d.desc",
    limit: int | Unset = 20,
    offset: int | Unset = 0,
    cursor: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_status: str | Unset = UNSET
    if not isinstance(status, Unset):
        json_status = status

    params["status"] = json_status

    json_venue: str | Unset = UNSET
    if not isinstance(venue, Unset):
        json_venue = venue

    params["venue"] = json_venue

    params["creatorWallet"] = creator_wallet

    params["search"] = search

    params["order"] = order

    params["limit"] = limit

    params["offset"] = offset

    params["cursor"] = cursor

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/agents",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | ProblemOut | list[AgentListedOut] | None:
    if response.status_code == 200:
        response_200 = []
        _response_200 = response.json()
        for response_200_item_data in _response_200:
            response_200_item = AgentListedOut.from_dict(response_200_item_data)

            response_200.append(response_200_item)

        return response_200

    if response.status_code == 304:
        response_304 = cast(Any, None)
        return response_304

    if response.status_code == 400:
        response_400 = ProblemOut.from_dict(response.json())

        return response_400

    if response.status_code == 422:
        response_422 = ProblemOut.from_dict(response.json())

        return response_422

    if response.status_code == 429:
        response_429 = ProblemOut.from_dict(response.json())

        return response_429

    if response.status_code == 503:
        response_503 = ProblemOut.from_dict(response.json())

        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Any | ProblemOut | list[AgentListedOut]]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    status: AgentStatus | Unset = UNSET,
    venue: AgentVenue | Unset = UNSET,
    creator_wallet: str | Unset = UNSET,
    search: str | Unset = UNSET,
    order: str | Unset = "apr30d.desc",
    limit: int | Unset = 20,
    offset: int | Unset = 0,
    cursor: str | Unset = UNSET,
) -> Response[Any | ProblemOut | list[AgentListedOut]]:
    """List Agents

     List agents, public ones unless a status or a creator is named.

    Drafts and private ones are shown to their creator alone, deleted ones to nobody.

    Args:
        status (AgentStatus | Unset):
        venue (AgentVenue | Unset): Where an agent trades: on one venue, or on the first of
            several that can.
        creator_wallet (str | Unset):
        search (str | Unset): Part of its name.
        order (str | Unset): A field and a direction; unknown figures last. Default:
            'apr30d.desc'.
        limit (int | Unset): How many rows at most. Default: 20.
        offset (int | Unset): Rows to skip. Default: 0.
        cursor (str | Unset): What X-Next-Cursor said of the page before.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ProblemOut | list[AgentListedOut]]
    """

    kwargs = _get_kwargs(
        status=status,
        venue=venue,
        creator_wallet=creator_wallet,
        search=search,
        order=order,
        limit=limit,
        offset=offset,
        cursor=cursor,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    status: AgentStatus | Unset = UNSET,
    venue: AgentVenue | Unset = UNSET,
    creator_wallet: str | Unset = UNSET,
    search: str | Unset = UNSET,
    order: str | Unset = "apr30d.desc",
    limit: int | Unset = 20,
    offset: int | Unset = 0,
    cursor: str | Unset = UNSET,
) -> Any | ProblemOut | list[AgentListedOut] | None:
    """List Agents

     List agents, public ones unless a status or a creator is named.

    Drafts and private ones are shown to their creator alone, deleted ones to nobody.

    Args:
        status (AgentStatus | Unset):
        venue (AgentVenue | Unset): Where an agent trades: on one venue, or on the first of
            several that can.
        creator_wallet (str | Unset):
        search (str | Unset): Part of its name.
        order (str | Unset): A field and a direction; unknown figures last. Default:
            'apr30d.desc'.
        limit (int | Unset): How many rows at most. Default: 20.
        offset (int | Unset): Rows to skip. Default: 0.
        cursor (str | Unset): What X-Next-Cursor said of the page before.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ProblemOut | list[AgentListedOut]
    """

    return sync_detailed(
        client=client,
        status=status,
        venue=venue,
        creator_wallet=creator_wallet,
        search=search,
        order=order,
        limit=limit,
        offset=offset,
        cursor=cursor,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    status: AgentStatus | Unset = UNSET,
    venue: AgentVenue | Unset = UNSET,
    creator_wallet: str | Unset = UNSET,
    search: str | Unset = UNSET,
    order: str | Unset = "apr30d.desc",
    limit: int | Unset = 20,
    offset: int | Unset = 0,
    cursor: str | Unset = UNSET,
) -> Response[Any | ProblemOut | list[AgentListedOut]]:
    """List Agents

     List agents, public ones unless a status or a creator is named.

    Drafts and private ones are shown to their creator alone, deleted ones to nobody.

    Args:
        status (AgentStatus | Unset):
        venue (AgentVenue | Unset): Where an agent trades: on one venue, or on the first of
            several that can.
        creator_wallet (str | Unset):
        search (str | Unset): Part of its name.
        order (str | Unset): A field and a direction; unknown figures last. Default:
            'apr30d.desc'.
        limit (int | Unset): How many rows at most. Default: 20.
        offset (int | Unset): Rows to skip. Default: 0.
        cursor (str | Unset): What X-Next-Cursor said of the page before.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ProblemOut | list[AgentListedOut]]
    """

    kwargs = _get_kwargs(
        status=status,
        venue=venue,
        creator_wallet=creator_wallet,
        search=search,
        order=order,
        limit=limit,
        offset=offset,
        cursor=cursor,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    status: AgentStatus | Unset = UNSET,
    venue: AgentVenue | Unset = UNSET,
    creator_wallet: str | Unset = UNSET,
    search: str | Unset = UNSET,
    order: str | Unset = "apr30d.desc",
    limit: int | Unset = 20,
    offset: int | Unset = 0,
    cursor: str | Unset = UNSET,
) -> Any | ProblemOut | list[AgentListedOut] | None:
    """List Agents

     List agents, public ones unless a status or a creator is named.

    Drafts and private ones are shown to their creator alone, deleted ones to nobody.

    Args:
        status (AgentStatus | Unset):
        venue (AgentVenue | Unset): Where an agent trades: on one venue, or on the first of
            several that can.
        creator_wallet (str | Unset):
        search (str | Unset): Part of its name.
        order (str | Unset): A field and a direction; unknown figures last. Default:
            'apr30d.desc'.
        limit (int | Unset): How many rows at most. Default: 20.
        offset (int | Unset): Rows to skip. Default: 0.
        cursor (str | Unset): What X-Next-Cursor said of the page before.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ProblemOut | list[AgentListedOut]
    """

    return (
        await asyncio_detailed(
            client=client,
            status=status,
            venue=venue,
            creator_wallet=creator_wallet,
            search=search,
            order=order,
            limit=limit,
            offset=offset,
            cursor=cursor,
        )
    ).parsed
