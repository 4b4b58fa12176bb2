from http import HTTPStatus
from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.format_ import Format
from ...models.lot_method import LotMethod
from ...models.problem_out import ProblemOut
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    year: int,
    method: LotMethod | Unset = UNSET,
    format_: Format | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["year"] = year

    json_method: str | Unset = UNSET
    if not isinstance(method, Unset):
        json_method = method

    params["method"] = json_method

    json_format_: str | Unset = UNSET
    if not isinstance(format_, Unset):
        json_format_ = format_

    params["format"] = json_format_

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/tax-lots",
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
    year: int,
    method: LotMethod | Unset = UNSET,
    format_: Format | Unset = UNSET,
) -> Response[Any | ProblemOut | str]:
    """Export Tax Lots

     Download the tax lots of the caller's own positions that were closed in a year.

    A lot is a part of an opening fill and the closing fill that closed it. It counts in the UTC
    year of the closing fill, also while the rest of its position is held. `gain` is proceeds less
    cost basis less both fills' fees in proportion; for a SHORT the opening brings the proceeds.
    Fills of a wallet, venue and position are one pool. Funding, and the platform's own fees, are
    no part of it. All lots of a position that closed add up to its net PnL.

    Args:
        year (int): The UTC year the lots were closed in.
        method (LotMethod | Unset): Which of the fills that opened a position is closed first.
        format_ (Format | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ProblemOut | str]
    """

    kwargs = _get_kwargs(
        year=year,
        method=method,
        format_=format_,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    year: int,
    method: LotMethod | Unset = UNSET,
    format_: Format | Unset = UNSET,
) -> Any | ProblemOut | str | None:
    """Export Tax Lots

     Download the tax lots of the caller's own positions that were closed in a year.

    A lot is a part of an opening fill and the closing fill that closed it. It counts in the UTC
    year of the closing fill, also while the rest of its position is held. `gain` is proceeds less
    cost basis less both fills' fees in proportion; for a SHORT the opening brings the proceeds.
    Fills of a wallet, venue and position are one pool. Funding, and the platform's own fees, are
    no part of it. All lots of a position that closed add up to its net PnL.

    Args:
        year (int): The UTC year the lots were closed in.
        method (LotMethod | Unset): Which of the fills that opened a position is closed first.
        format_ (Format | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ProblemOut | str
    """

    return sync_detailed(
        client=client,
        year=year,
        method=method,
        format_=format_,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    year: int,
    method: LotMethod | Unset = UNSET,
    format_: Format | Unset = UNSET,
) -> Response[Any | ProblemOut | str]:
    """Export Tax Lots

     Download the tax lots of the caller's own positions that were closed in a year.

    A lot is a part of an opening fill and the closing fill that closed it. It counts in the UTC
    year of the closing fill, also while the rest of its position is held. `gain` is proceeds less
    cost basis less both fills' fees in proportion; for a SHORT the opening brings the proceeds.
    Fills of a wallet, venue and position are one pool. Funding, and the platform's own fees, are
    no part of it. All lots of a position that closed add up to its net PnL.

    Args:
        year (int): The UTC year the lots were closed in.
        method (LotMethod | Unset): Which of the fills that opened a position is closed first.
        format_ (Format | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ProblemOut | str]
    """

    kwargs = _get_kwargs(
        year=year,
        method=method,
        format_=format_,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    year: int,
    method: LotMethod | Unset = UNSET,
    format_: Format | Unset = UNSET,
) -> Any | ProblemOut | str | None:
    """Export Tax Lots

     Download the tax lots of the caller's own positions that were closed in a year.

    A lot is a part of an opening fill and the closing fill that closed it. It counts in the UTC
    year of the closing fill, also while the rest of its position is held. `gain` is proceeds less
    cost basis less both fills' fees in proportion; for a SHORT the opening brings the proceeds.
    Fills of a wallet, venue and position are one pool. Funding, and the platform's own fees, are
    no part of it. All lots of a position that closed add up to its net PnL.

    Args:
        year (int): The UTC year the lots were closed in.
        method (LotMethod | Unset): Which of the fills that opened a position is closed first.
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
            year=year,
            method=method,
            format_=format_,
        )
    ).parsed
