from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem_out import ProblemOut
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    last_event_id_query: int | Unset = UNSET,
    last_event_id_header: int | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(last_event_id_header, Unset):
        headers["Last-Event-ID"] = str(last_event_id_header)

    params: dict[str, Any] = {}

    params["lastEventId"] = last_event_id_query

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/stream",
        "params": params,
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ProblemOut | str | None:
    if response.status_code == 200:
        response_200 = response.text
        return response_200

    if response.status_code == 400:
        response_400 = ProblemOut.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = ProblemOut.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = ProblemOut.from_dict(response.json())

        return response_403

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
) -> Response[ProblemOut | str]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    last_event_id_query: int | Unset = UNSET,
    last_event_id_header: int | Unset = UNSET,
) -> Response[ProblemOut | str]:
    """Stream

     Tell what happens, as server-sent events, until the client goes or its session ends.

    With `Last-Event-ID`, or `lastEventId` in the query, it begins with what came after that
    event: each once, in order. The data of an event is JSON: `id`, `type` such as
    `position.opened`, `at`, and `data`, the message of that type in camelCase. Agents and
    deployments that come later are told of as well. A client that takes nothing for too long is
    cut, and is told what it missed when it comes back.

    Args:
        last_event_id_query (int | Unset): The last event that was seen.
        last_event_id_header (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ProblemOut | str]
    """

    kwargs = _get_kwargs(
        last_event_id_query=last_event_id_query,
        last_event_id_header=last_event_id_header,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    last_event_id_query: int | Unset = UNSET,
    last_event_id_header: int | Unset = UNSET,
) -> ProblemOut | str | None:
    """Stream

     Tell what happens, as server-sent events, until the client goes or its session ends.

    With `Last-Event-ID`, or `lastEventId` in the query, it begins with what came after that
    event: each once, in order. The data of an event is JSON: `id`, `type` such as
    `position.opened`, `at`, and `data`, the message of that type in camelCase. Agents and
    deployments that come later are told of as well. A client that takes nothing for too long is
    cut, and is told what it missed when it comes back.

    Args:
        last_event_id_query (int | Unset): The last event that was seen.
        last_event_id_header (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ProblemOut | str
    """

    return sync_detailed(
        client=client,
        last_event_id_query=last_event_id_query,
        last_event_id_header=last_event_id_header,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    last_event_id_query: int | Unset = UNSET,
    last_event_id_header: int | Unset = UNSET,
) -> Response[ProblemOut | str]:
    """Stream

     Tell what happens, as server-sent events, until the client goes or its session ends.

    With `Last-Event-ID`, or `lastEventId` in the query, it begins with what came after that
    event: each once, in order. The data of an event is JSON: `id`, `type` such as
    `position.opened`, `at`, and `data`, the message of that type in camelCase. Agents and
    deployments that come later are told of as well. A client that takes nothing for too long is
    cut, and is told what it missed when it comes back.

    Args:
        last_event_id_query (int | Unset): The last event that was seen.
        last_event_id_header (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ProblemOut | str]
    """

    kwargs = _get_kwargs(
        last_event_id_query=last_event_id_query,
        last_event_id_header=last_event_id_header,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    last_event_id_query: int | Unset = UNSET,
    last_event_id_header: int | Unset = UNSET,
) -> ProblemOut | str | None:
    """Stream

     Tell what happens, as server-sent events, until the client goes or its session ends.

    With `Last-Event-ID`, or `lastEventId` in the query, it begins with what came after that
    event: each once, in order. The data of an event is JSON: `id`, `type` such as
    `position.opened`, `at`, and `data`, the message of that type in camelCase. Agents and
    deployments that come later are told of as well. A client that takes nothing for too long is
    cut, and is told what it missed when it comes back.

    Args:
        last_event_id_query (int | Unset): The last event that was seen.
        last_event_id_header (int | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ProblemOut | str
    """

    return (
        await asyncio_detailed(
            client=client,
            last_event_id_query=last_event_id_query,
            last_event_id_header=last_event_id_header,
        )
    ).parsed
