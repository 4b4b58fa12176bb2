from http import HTTPStatus
from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.agent_ranked_out import AgentRankedOut
from ...models.figure import Figure
from ...models.problem_out import ProblemOut
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    by: Figure | Unset = UNSET,
    limit: int | Unset = 20,
    offset: int | Unset = 0,
    cursor: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_by: str | Unset = UNSET
    if not isinstance(by, Unset):
        json_by = by

    params["by"] = json_by

    params["limit"] = limit

    params["offset"] = offset

    params["cursor"] = cursor

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/agents/leaderboard",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | ProblemOut | list[AgentRankedOut] | None:
    if response.status_code == 200:
        response_200 = []
        _response_200 = response.json()
        for response_200_item_data in _response_200:
            response_200_item = AgentRankedOut.from_dict(response_200_item_data)

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
) -> Response[Any | ProblemOut | list[AgentRankedOut]]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    by: Figure | Unset = UNSET,
    limit: int | Unset = 20,
    offset: int | Unset = 0,
    cursor: str | Unset = UNSET,
) -> Response[Any | ProblemOut | list[AgentRankedOut]]:
    """Rank Agents

     Rank public agents, the best first; those without enough data come last, unranked.

    Args:
        by (Figure | Unset): What agents are ranked by.
        limit (int | Unset): How many rows at most. Default: 20.
        offset (int | Unset): Rows to skip. Default: 0.
        cursor (str | Unset): What X-Next-Cursor said of the page before.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ProblemOut | list[AgentRankedOut]]
    """

    kwargs = _get_kwargs(
        by=by,
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
    by: Figure | Unset = UNSET,
    limit: int | Unset = 20,
    offset: int | Unset = 0,
    cursor: str | Unset = UNSET,
) -> Any | ProblemOut | list[AgentRankedOut] | None:
    """Rank Agents

     Rank public agents, the best first; those without enough data come last, unranked.

    Args:
        by (Figure | Unset): What agents are ranked by.
        limit (int | Unset): How many rows at most. Default: 20.
        offset (int | Unset): Rows to skip. Default: 0.
        cursor (str | Unset): What X-Next-Cursor said of the page before.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ProblemOut | list[AgentRankedOut]
    """

    return sync_detailed(
        client=client,
        by=by,
        limit=limit,
        offset=offset,
        cursor=cursor,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    by: Figure | Unset = UNSET,
    limit: int | Unset = 20,
    offset: int | Unset = 0,
    cursor: str | Unset = UNSET,
) -> Response[Any | ProblemOut | list[AgentRankedOut]]:
    """Rank Agents

     Rank public agents, the best first; those without enough data come last, unranked.

    Args:
        by (Figure | Unset): What agents are ranked by.
        limit (int | Unset): How many rows at most. Default: 20.
        offset (int | Unset): Rows to skip. Default: 0.
        cursor (str | Unset): What X-Next-Cursor said of the page before.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ProblemOut | list[AgentRankedOut]]
    """

    kwargs = _get_kwargs(
        by=by,
        limit=limit,
        offset=offset,
        cursor=cursor,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    by: Figure | Unset = UNSET,
    limit: int | Unset = 20,
    offset: int | Unset = 0,
    cursor: str | Unset = UNSET,
) -> Any | ProblemOut | list[AgentRankedOut] | None:
    """Rank Agents

     Rank public agents, the best first; those without enough data come last, unranked.

    Args:
        by (Figure | Unset): What agents are ranked by.
        limit (int | Unset): How many rows at most. Default: 20.
        offset (int | Unset): Rows to skip. Default: 0.
        cursor (str | Unset): What X-Next-Cursor said of the page before.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ProblemOut | list[AgentRankedOut]
    """

    return (
        await asyncio_detailed(
            client=client,
            by=by,
            limit=limit,
            offset=offset,
            cursor=cursor,
        )
    ).parsed
