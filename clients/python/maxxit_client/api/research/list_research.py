from http import HTTPStatus
from typing import Any, cast
from uuid import UUID

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem_out import ProblemOut
from ...models.research_signal_out import ResearchSignalOut
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    limit: int | Unset = 20,
    offset: int | Unset = 0,
    cursor: str | Unset = UNSET,
    institute_id: UUID | Unset = UNSET,
    processed: bool | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["limit"] = limit

    params["offset"] = offset

    params["cursor"] = cursor

    json_institute_id: str | Unset = UNSET
    if not isinstance(institute_id, Unset):
        json_institute_id = str(institute_id)
    params["instituteId"] = json_institute_id

    params["processed"] = processed

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/research-signals",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | ProblemOut | list[ResearchSignalOut] | None:
    if response.status_code == 200:
        response_200 = []
        _response_200 = response.json()
        for response_200_item_data in _response_200:
            response_200_item = ResearchSignalOut.from_dict(response_200_item_data)

            response_200.append(response_200_item)

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
) -> Response[Any | ProblemOut | list[ResearchSignalOut]]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    limit: int | Unset = 20,
    offset: int | Unset = 0,
    cursor: str | Unset = UNSET,
    institute_id: UUID | Unset = UNSET,
    processed: bool | Unset = UNSET,
) -> Response[Any | ProblemOut | list[ResearchSignalOut]]:
    """List Research

     List notes with what they were read as, newest first.

    Args:
        limit (int | Unset): How many rows at most. Default: 20.
        offset (int | Unset): Rows to skip. Default: 0.
        cursor (str | Unset): What X-Next-Cursor said of the page before.
        institute_id (UUID | Unset):
        processed (bool | Unset): Whether it came to an outcome for every agent.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ProblemOut | list[ResearchSignalOut]]
    """

    kwargs = _get_kwargs(
        limit=limit,
        offset=offset,
        cursor=cursor,
        institute_id=institute_id,
        processed=processed,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    limit: int | Unset = 20,
    offset: int | Unset = 0,
    cursor: str | Unset = UNSET,
    institute_id: UUID | Unset = UNSET,
    processed: bool | Unset = UNSET,
) -> Any | ProblemOut | list[ResearchSignalOut] | None:
    """List Research

     List notes with what they were read as, newest first.

    Args:
        limit (int | Unset): How many rows at most. Default: 20.
        offset (int | Unset): Rows to skip. Default: 0.
        cursor (str | Unset): What X-Next-Cursor said of the page before.
        institute_id (UUID | Unset):
        processed (bool | Unset): Whether it came to an outcome for every agent.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ProblemOut | list[ResearchSignalOut]
    """

    return sync_detailed(
        client=client,
        limit=limit,
        offset=offset,
        cursor=cursor,
        institute_id=institute_id,
        processed=processed,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    limit: int | Unset = 20,
    offset: int | Unset = 0,
    cursor: str | Unset = UNSET,
    institute_id: UUID | Unset = UNSET,
    processed: bool | Unset = UNSET,
) -> Response[Any | ProblemOut | list[ResearchSignalOut]]:
    """List Research

     List notes with what they were read as, newest first.

    Args:
        limit (int | Unset): How many rows at most. Default: 20.
        offset (int | Unset): Rows to skip. Default: 0.
        cursor (str | Unset): What X-Next-Cursor said of the page before.
        institute_id (UUID | Unset):
        processed (bool | Unset): Whether it came to an outcome for every agent.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ProblemOut | list[ResearchSignalOut]]
    """

    kwargs = _get_kwargs(
        limit=limit,
        offset=offset,
        cursor=cursor,
        institute_id=institute_id,
        processed=processed,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    limit: int | Unset = 20,
    offset: int | Unset = 0,
    cursor: str | Unset = UNSET,
    institute_id: UUID | Unset = UNSET,
    processed: bool | Unset = UNSET,
) -> Any | ProblemOut | list[ResearchSignalOut] | None:
    """List Research

     List notes with what they were read as, newest first.

    Args:
        limit (int | Unset): How many rows at most. Default: 20.
        offset (int | Unset): Rows to skip. Default: 0.
        cursor (str | Unset): What X-Next-Cursor said of the page before.
        institute_id (UUID | Unset):
        processed (bool | Unset): Whether it came to an outcome for every agent.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ProblemOut | list[ResearchSignalOut]
    """

    return (
        await asyncio_detailed(
            client=client,
            limit=limit,
            offset=offset,
            cursor=cursor,
            institute_id=institute_id,
            processed=processed,
        )
    ).parsed
