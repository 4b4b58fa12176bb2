from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote
from uuid import UUID

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem_out import ProblemOut
from ...models.routing_stats_out import RoutingStatsOut
from ...models.time_window import TimeWindow
from ...types import UNSET, Response, Unset


def _get_kwargs(
    agent_id: UUID,
    *,
    time_window: TimeWindow | Unset = UNSET,
    token_symbol: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_time_window: str | Unset = UNSET
    if not isinstance(time_window, Unset):
        json_time_window = time_window

    params["timeWindow"] = json_time_window

    params["tokenSymbol"] = token_symbol

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/agents/{agent_id}/routing-stats".format(
            agent_id=quote(str(agent_id), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | ProblemOut | RoutingStatsOut | None:
    if response.status_code == 200:
        response_200 = RoutingStatsOut.from_dict(response.json())

        return response_200

    if response.status_code == 304:
        response_304 = cast(Any, None)
        return response_304

    if response.status_code == 400:
        response_400 = ProblemOut.from_dict(response.json())

        return response_400

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
) -> Response[Any | ProblemOut | RoutingStatsOut]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    agent_id: UUID,
    *,
    client: AuthenticatedClient | Client,
    time_window: TimeWindow | Unset = UNSET,
    token_symbol: str | Unset = UNSET,
) -> Response[Any | ProblemOut | RoutingStatsOut]:
    """Get Routing Stats Of Agent

     Show where an agent's trades were routed, of late or ever, and why.

    Args:
        agent_id (UUID):
        time_window (TimeWindow | Unset): How far back decisions are counted.
        token_symbol (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ProblemOut | RoutingStatsOut]
    """

    kwargs = _get_kwargs(
        agent_id=agent_id,
        time_window=time_window,
        token_symbol=token_symbol,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    agent_id: UUID,
    *,
    client: AuthenticatedClient | Client,
    time_window: TimeWindow | Unset = UNSET,
    token_symbol: str | Unset = UNSET,
) -> Any | ProblemOut | RoutingStatsOut | None:
    """Get Routing Stats Of Agent

     Show where an agent's trades were routed, of late or ever, and why.

    Args:
        agent_id (UUID):
        time_window (TimeWindow | Unset): How far back decisions are counted.
        token_symbol (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ProblemOut | RoutingStatsOut
    """

    return sync_detailed(
        agent_id=agent_id,
        client=client,
        time_window=time_window,
        token_symbol=token_symbol,
    ).parsed


async def asyncio_detailed(
    agent_id: UUID,
    *,
    client: AuthenticatedClient | Client,
    time_window: TimeWindow | Unset = UNSET,
    token_symbol: str | Unset = UNSET,
) -> Response[Any | ProblemOut | RoutingStatsOut]:
    """Get Routing Stats Of Agent

     Show where an agent's trades were routed, of late or ever, and why.

    Args:
        agent_id (UUID):
        time_window (TimeWindow | Unset): How far back decisions are counted.
        token_symbol (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ProblemOut | RoutingStatsOut]
    """

    kwargs = _get_kwargs(
        agent_id=agent_id,
        time_window=time_window,
        token_symbol=token_symbol,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    agent_id: UUID,
    *,
    client: AuthenticatedClient | Client,
    time_window: TimeWindow | Unset = UNSET,
    token_symbol: str | Unset = UNSET,
) -> Any | ProblemOut | RoutingStatsOut | None:
    """Get Routing Stats Of Agent

     Show where an agent's trades were routed, of late or ever, and why.

    Args:
        agent_id (UUID):
        time_window (TimeWindow | Unset): How far back decisions are counted.
        token_symbol (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ProblemOut | RoutingStatsOut
    """

    return (
        await asyncio_detailed(
            agent_id=agent_id,
            client=client,
            time_window=time_window,
            token_symbol=token_symbol,
        )
    ).parsed
