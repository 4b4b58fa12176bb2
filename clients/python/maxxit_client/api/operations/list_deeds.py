import datetime
from http import HTTPStatus
from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.deed_out import DeedOut
from ...models.problem_out import ProblemOut
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    limit: int | Unset = 20,
    offset: int | Unset = 0,
    cursor: str | Unset = UNSET,
    event: str | Unset = UNSET,
    actor: str | Unset = UNSET,
    subject_id: str | Unset = UNSET,
    from_: datetime.datetime | Unset = UNSET,
    to: datetime.datetime | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["limit"] = limit

    params["offset"] = offset

    params["cursor"] = cursor

    params["event"] = event

    params["actor"] = actor

    params["subjectId"] = subject_id

    json_from_: str | Unset = UNSET
    if not isinstance(from_, Unset):
        json_from_ = from_.isoformat()
    params["from"] = json_from_

    json_to: str | Unset = UNSET
    if not isinstance(to, Unset):
        json_to = to.isoformat()
    params["to"] = json_to

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/admin/audit",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | ProblemOut | list[DeedOut] | None:
    if response.status_code == 200:
        response_200 = []
        _response_200 = response.json()
        for response_200_item_data in _response_200:
            response_200_item = DeedOut.from_dict(response_200_item_data)

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
) -> Response[Any | ProblemOut | list[DeedOut]]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 20,
    offset: int | Unset = 0,
    cursor: str | Unset = UNSET,
    event: str | Unset = UNSET,
    actor: str | Unset = UNSET,
    subject_id: str | Unset = UNSET,
    from_: datetime.datetime | Unset = UNSET,
    to: datetime.datetime | Unset = UNSET,
) -> Response[Any | ProblemOut | list[DeedOut]]:
    """List Deeds

     List what was done, newest first.

    Args:
        limit (int | Unset): How many rows at most. Default: 20.
        offset (int | Unset): Rows to skip. Default: 0.
        cursor (str | Unset): What X-Next-Cursor said of the page before.
        event (str | Unset):
        actor (str | Unset):
        subject_id (str | Unset):
        from_ (datetime.datetime | Unset): At this moment or later.
        to (datetime.datetime | Unset): At this moment or earlier.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ProblemOut | list[DeedOut]]
    """

    kwargs = _get_kwargs(
        limit=limit,
        offset=offset,
        cursor=cursor,
        event=event,
        actor=actor,
        subject_id=subject_id,
        from_=from_,
        to=to,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 20,
    offset: int | Unset = 0,
    cursor: str | Unset = UNSET,
    event: str | Unset = UNSET,
    actor: str | Unset = UNSET,
    subject_id: str | Unset = UNSET,
    from_: datetime.datetime | Unset = UNSET,
    to: datetime.datetime | Unset = UNSET,
) -> Any | ProblemOut | list[DeedOut] | None:
    """List Deeds

     List what was done, newest first.

    Args:
        limit (int | Unset): How many rows at most. Default: 20.
        offset (int | Unset): Rows to skip. Default: 0.
        cursor (str | Unset): What X-Next-Cursor said of the page before.
        event (str | Unset):
        actor (str | Unset):
        subject_id (str | Unset):
        from_ (datetime.datetime | Unset): At this moment or later.
        to (datetime.datetime | Unset): At this moment or earlier.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ProblemOut | list[DeedOut]
    """

    return sync_detailed(
        client=client,
        limit=limit,
        offset=offset,
        cursor=cursor,
        event=event,
        actor=actor,
        subject_id=subject_id,
        from_=from_,
        to=to,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 20,
    offset: int | Unset = 0,
    cursor: str | Unset = UNSET,
    event: str | Unset = UNSET,
    actor: str | Unset = UNSET,
    subject_id: str | Unset = UNSET,
    from_: datetime.datetime | Unset = UNSET,
    to: datetime.datetime | Unset = UNSET,
) -> Response[Any | ProblemOut | list[DeedOut]]:
    """List Deeds

     List what was done, newest first.

    Args:
        limit (int | Unset): How many rows at most. Default: 20.
        offset (int | Unset): Rows to skip. Default: 0.
        cursor (str | Unset): What X-Next-Cursor said of the page before.
        event (str | Unset):
        actor (str | Unset):
        subject_id (str | Unset):
        from_ (datetime.datetime | Unset): At this moment or later.
        to (datetime.datetime | Unset): At this moment or earlier.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ProblemOut | list[DeedOut]]
    """

    kwargs = _get_kwargs(
        limit=limit,
        offset=offset,
        cursor=cursor,
        event=event,
        actor=actor,
        subject_id=subject_id,
        from_=from_,
        to=to,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 20,
    offset: int | Unset = 0,
    cursor: str | Unset = UNSET,
    event: str | Unset = UNSET,
    actor: str | Unset = UNSET,
    subject_id: str | Unset = UNSET,
    from_: datetime.datetime | Unset = UNSET,
    to: datetime.datetime | Unset = UNSET,
) -> Any | ProblemOut | list[DeedOut] | None:
    """List Deeds

     List what was done, newest first.

    Args:
        limit (int | Unset): How many rows at most. Default: 20.
        offset (int | Unset): Rows to skip. Default: 0.
        cursor (str | Unset): What X-Next-Cursor said of the page before.
        event (str | Unset):
        actor (str | Unset):
        subject_id (str | Unset):
        from_ (datetime.datetime | Unset): At this moment or later.
        to (datetime.datetime | Unset): At this moment or earlier.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ProblemOut | list[DeedOut]
    """

    return (
        await asyncio_detailed(
            client=client,
            limit=limit,
            offset=offset,
            cursor=cursor,
            event=event,
            actor=actor,
            subject_id=subject_id,
            from_=from_,
            to=to,
        )
    ).parsed
