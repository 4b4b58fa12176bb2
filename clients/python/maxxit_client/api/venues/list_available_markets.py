from http import HTTPStatus
from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.available_markets_out import AvailableMarketsOut
from ...models.problem_out import ProblemOut
from ...models.venue_name import VenueName
from ...types import UNSET, Response


def _get_kwargs(
    *,
    venue: VenueName,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_venue: str = venue
    params["venue"] = json_venue

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/venue-markets/available",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | AvailableMarketsOut | ProblemOut | None:
    if response.status_code == 200:
        response_200 = AvailableMarketsOut.from_dict(response.json())

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
) -> Response[Any | AvailableMarketsOut | ProblemOut]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    venue: VenueName,
) -> Response[Any | AvailableMarketsOut | ProblemOut]:
    """List Available Markets

     Show what can be traded on a venue, as it last told.

    Args:
        venue (VenueName): Where an order can go. MULTI is a property of an agent and never
            appears here.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | AvailableMarketsOut | ProblemOut]
    """

    kwargs = _get_kwargs(
        venue=venue,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    venue: VenueName,
) -> Any | AvailableMarketsOut | ProblemOut | None:
    """List Available Markets

     Show what can be traded on a venue, as it last told.

    Args:
        venue (VenueName): Where an order can go. MULTI is a property of an agent and never
            appears here.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | AvailableMarketsOut | ProblemOut
    """

    return sync_detailed(
        client=client,
        venue=venue,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    venue: VenueName,
) -> Response[Any | AvailableMarketsOut | ProblemOut]:
    """List Available Markets

     Show what can be traded on a venue, as it last told.

    Args:
        venue (VenueName): Where an order can go. MULTI is a property of an agent and never
            appears here.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | AvailableMarketsOut | ProblemOut]
    """

    kwargs = _get_kwargs(
        venue=venue,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    venue: VenueName,
) -> Any | AvailableMarketsOut | ProblemOut | None:
    """List Available Markets

     Show what can be traded on a venue, as it last told.

    Args:
        venue (VenueName): Where an order can go. MULTI is a property of an agent and never
            appears here.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | AvailableMarketsOut | ProblemOut
    """

    return (
        await asyncio_detailed(
            client=client,
            venue=venue,
        )
    ).parsed
