import datetime
from http import HTTPStatus
from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.format_ import Format
from ...models.problem_out import ProblemOut
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    from_: datetime.datetime | Unset = datetime.datetime.fromisoformat(
        "2000-01-01T00:00:00Z"
    ),
    to: datetime.datetime | Unset = datetime.datetime.fromisoformat(
        "2200-01-01T00:00:00Z"
    ),
    format_: Format | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_from_: str | Unset = UNSET
    if not isinstance(from_, Unset):
        json_from_ = from_.isoformat()
    params["from"] = json_from_

    json_to: str | Unset = UNSET
    if not isinstance(to, Unset):
        json_to = to.isoformat()
    params["to"] = json_to

    json_format_: str | Unset = UNSET
    if not isinstance(format_, Unset):
        json_format_ = format_

    params["format"] = json_format_

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/history/export",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | ProblemOut | str | None:
    if response.status_code == 200:
        response_200 = response.text
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
) -> Response[Any | ProblemOut | str]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    from_: datetime.datetime | Unset = datetime.datetime.fromisoformat(
        "2000-01-01T00:00:00Z"
    ),
    to: datetime.datetime | Unset = datetime.datetime.fromisoformat(
        "2200-01-01T00:00:00Z"
    ),
    format_: Format | Unset = UNSET,
) -> Response[Any | ProblemOut | str]:
    """Export History

     Download all of the caller's own closed positions, the first to close first.

    Args:
        from_ (datetime.datetime | Unset): Closed at this moment or later. Default:
            datetime.datetime.fromisoformat('2000-01-01T00:00:00Z').
        to (datetime.datetime | Unset): Closed before this moment. Default:
            datetime.datetime.fromisoformat('2200-01-01T00:00:00Z').
        format_ (Format | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ProblemOut | str]
    """

    kwargs = _get_kwargs(
        from_=from_,
        to=to,
        format_=format_,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    from_: datetime.datetime | Unset = datetime.datetime.fromisoformat(
        "2000-01-01T00:00:00Z"
    ),
    to: datetime.datetime | Unset = datetime.datetime.fromisoformat(
        "2200-01-01T00:00:00Z"
    ),
    format_: Format | Unset = UNSET,
) -> Any | ProblemOut | str | None:
    """Export History

     Download all of the caller's own closed positions, the first to close first.

    Args:
        from_ (datetime.datetime | Unset): Closed at this moment or later. Default:
            datetime.datetime.fromisoformat('2000-01-01T00:00:00Z').
        to (datetime.datetime | Unset): Closed before this moment. Default:
            datetime.datetime.fromisoformat('2200-01-01T00:00:00Z').
        format_ (Format | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ProblemOut | str
    """

    return sync_detailed(
        client=client,
        from_=from_,
        to=to,
        format_=format_,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    from_: datetime.datetime | Unset = datetime.datetime.fromisoformat(
        "2000-01-01T00:00:00Z"
    ),
    to: datetime.datetime | Unset = datetime.datetime.fromisoformat(
        "2200-01-01T00:00:00Z"
    ),
    format_: Format | Unset = UNSET,
) -> Response[Any | ProblemOut | str]:
    """Export History

     Download all of the caller's own closed positions, the first to close first.

    Args:
        from_ (datetime.datetime | Unset): Closed at this moment or later. Default:
            datetime.datetime.fromisoformat('2000-01-01T00:00:00Z').
        to (datetime.datetime | Unset): Closed before this moment. Default:
            datetime.datetime.fromisoformat('2200-01-01T00:00:00Z').
        format_ (Format | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ProblemOut | str]
    """

    kwargs = _get_kwargs(
        from_=from_,
        to=to,
        format_=format_,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    from_: datetime.datetime | Unset = datetime.datetime.fromisoformat(
        "2000-01-01T00:00:00Z"
    ),
    to: datetime.datetime | Unset = datetime.datetime.fromisoformat(
        "2200-01-01T00:00:00Z"
    ),
    format_: Format | Unset = UNSET,
) -> Any | ProblemOut | str | None:
    """Export History

     Download all of the caller's own closed positions, the first to close first.

    Args:
        from_ (datetime.datetime | Unset): Closed at this moment or later. Default:
            datetime.datetime.fromisoformat('2000-01-01T00:00:00Z').
        to (datetime.datetime | Unset): Closed before this moment. Default:
            datetime.datetime.fromisoformat('2200-01-01T00:00:00Z').
        format_ (Format | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ProblemOut | str
    """

    return (
        await asyncio_detailed(
            client=client,
            from_=from_,
            to=to,
            format_=format_,
        )
    ).parsed
