import datetime
from http import HTTPStatus
from typing import Any, cast
from uuid import UUID

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.position_out import PositionOut
from ...models.problem_out import ProblemOut
from ...models.venue_name import VenueName
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    deployment_id: UUID | Unset = UNSET,
    agent_id: UUID | Unset = UNSET,
    venue: VenueName | Unset = UNSET,
    token_symbol: str | Unset = UNSET,
    from_: datetime.datetime | Unset = UNSET,
    to: datetime.datetime | Unset = UNSET,
    limit: int | Unset = 20,
    offset: int | Unset = 0,
    cursor: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_deployment_id: str | Unset = UNSET
    if not isinstance(deployment_id, Unset):
        json_deployment_id = str(deployment_id)
    params["deploymentId"] = json_deployment_id

    json_agent_id: str | Unset = UNSET
    if not isinstance(agent_id, Unset):
        json_agent_id = str(agent_id)
    params["agentId"] = json_agent_id

    json_venue: str | Unset = UNSET
    if not isinstance(venue, Unset):
        json_venue = venue

    params["venue"] = json_venue

    params["tokenSymbol"] = token_symbol

    json_from_: str | Unset = UNSET
    if not isinstance(from_, Unset):
        json_from_ = from_.isoformat()
    params["from"] = json_from_

    json_to: str | Unset = UNSET
    if not isinstance(to, Unset):
        json_to = to.isoformat()
    params["to"] = json_to

    params["limit"] = limit

    params["offset"] = offset

    params["cursor"] = cursor

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/history",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | ProblemOut | list[PositionOut] | None:
    if response.status_code == 200:
        response_200 = []
        _response_200 = response.json()
        for response_200_item_data in _response_200:
            response_200_item = PositionOut.from_dict(response_200_item_data)

            response_200.append(response_200_item)

        return response_200

    if response.status_code == 304:
        response_304 = cast(Any, None)
        return response_304

    if response.status_code == 400:
        response_400 = ProblemOut.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = ProblemOut.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = ProblemOut.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = ProblemOut.from_dict(response.json())

        return response_404

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
) -> Response[Any | ProblemOut | list[PositionOut]]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    deployment_id: UUID | Unset = UNSET,
    agent_id: UUID | Unset = UNSET,
    venue: VenueName | Unset = UNSET,
    token_symbol: str | Unset = UNSET,
    from_: datetime.datetime | Unset = UNSET,
    to: datetime.datetime | Unset = UNSET,
    limit: int | Unset = 20,
    offset: int | Unset = 0,
    cursor: str | Unset = UNSET,
) -> Response[Any | ProblemOut | list[PositionOut]]:
    """List History

     List the caller's closed positions, the last to close first; `from` and `to` are of that.

    Args:
        deployment_id (UUID | Unset):
        agent_id (UUID | Unset):
        venue (VenueName | Unset): Where an order can go. MULTI is a property of an agent and
            never appears here.
        token_symbol (str | Unset):
        from_ (datetime.datetime | Unset): At this moment or later.
        to (datetime.datetime | Unset): Before this moment.
        limit (int | Unset): How many rows at most. Default: 20.
        offset (int | Unset): Rows to skip. Default: 0.
        cursor (str | Unset): What X-Next-Cursor said of the page before.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ProblemOut | list[PositionOut]]
    """

    kwargs = _get_kwargs(
        deployment_id=deployment_id,
        agent_id=agent_id,
        venue=venue,
        token_symbol=token_symbol,
        from_=from_,
        to=to,
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
    client: AuthenticatedClient,
    deployment_id: UUID | Unset = UNSET,
    agent_id: UUID | Unset = UNSET,
    venue: VenueName | Unset = UNSET,
    token_symbol: str | Unset = UNSET,
    from_: datetime.datetime | Unset = UNSET,
    to: datetime.datetime | Unset = UNSET,
    limit: int | Unset = 20,
    offset: int | Unset = 0,
    cursor: str | Unset = UNSET,
) -> Any | ProblemOut | list[PositionOut] | None:
    """List History

     List the caller's closed positions, the last to close first; `from` and `to` are of that.

    Args:
        deployment_id (UUID | Unset):
        agent_id (UUID | Unset):
        venue (VenueName | Unset): Where an order can go. MULTI is a property of an agent and
            never appears here.
        token_symbol (str | Unset):
        from_ (datetime.datetime | Unset): At this moment or later.
        to (datetime.datetime | Unset): Before this moment.
        limit (int | Unset): How many rows at most. Default: 20.
        offset (int | Unset): Rows to skip. Default: 0.
        cursor (str | Unset): What X-Next-Cursor said of the page before.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ProblemOut | list[PositionOut]
    """

    return sync_detailed(
        client=client,
        deployment_id=deployment_id,
        agent_id=agent_id,
        venue=venue,
        token_symbol=token_symbol,
        from_=from_,
        to=to,
        limit=limit,
        offset=offset,
        cursor=cursor,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    deployment_id: UUID | Unset = UNSET,
    agent_id: UUID | Unset = UNSET,
    venue: VenueName | Unset = UNSET,
    token_symbol: str | Unset = UNSET,
    from_: datetime.datetime | Unset = UNSET,
    to: datetime.datetime | Unset = UNSET,
    limit: int | Unset = 20,
    offset: int | Unset = 0,
    cursor: str | Unset = UNSET,
) -> Response[Any | ProblemOut | list[PositionOut]]:
    """List History

     List the caller's closed positions, the last to close first; `from` and `to` are of that.

    Args:
        deployment_id (UUID | Unset):
        agent_id (UUID | Unset):
        venue (VenueName | Unset): Where an order can go. MULTI is a property of an agent and
            never appears here.
        token_symbol (str | Unset):
        from_ (datetime.datetime | Unset): At this moment or later.
        to (datetime.datetime | Unset): Before this moment.
        limit (int | Unset): How many rows at most. Default: 20.
        offset (int | Unset): Rows to skip. Default: 0.
        cursor (str | Unset): What X-Next-Cursor said of the page before.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ProblemOut | list[PositionOut]]
    """

    kwargs = _get_kwargs(
        deployment_id=deployment_id,
        agent_id=agent_id,
        venue=venue,
        token_symbol=token_symbol,
        from_=from_,
        to=to,
        limit=limit,
        offset=offset,
        cursor=cursor,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    deployment_id: UUID | Unset = UNSET,
    agent_id: UUID | Unset = UNSET,
    venue: VenueName | Unset = UNSET,
    token_symbol: str | Unset = UNSET,
    from_: datetime.datetime | Unset = UNSET,
    to: datetime.datetime | Unset = UNSET,
    limit: int | Unset = 20,
    offset: int | Unset = 0,
    cursor: str | Unset = UNSET,
) -> Any | ProblemOut | list[PositionOut] | None:
    """List History

     List the caller's closed positions, the last to close first; `from` and `to` are of that.

    Args:
        deployment_id (UUID | Unset):
        agent_id (UUID | Unset):
        venue (VenueName | Unset): Where an order can go. MULTI is a property of an agent and
            never appears here.
        token_symbol (str | Unset):
        from_ (datetime.datetime | Unset): At this moment or later.
        to (datetime.datetime | Unset): Before this moment.
        limit (int | Unset): How many rows at most. Default: 20.
        offset (int | Unset): Rows to skip. Default: 0.
        cursor (str | Unset): What X-Next-Cursor said of the page before.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ProblemOut | list[PositionOut]
    """

    return (
        await asyncio_detailed(
            client=client,
            deployment_id=deployment_id,
            agent_id=agent_id,
            venue=venue,
            token_symbol=token_symbol,
            from_=from_,
            to=to,
            limit=limit,
            offset=offset,
            cursor=cursor,
        )
    ).parsed
