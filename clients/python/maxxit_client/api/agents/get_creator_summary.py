from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.creator_out import CreatorOut
from ...models.problem_out import ProblemOut
from ...types import Response


def _get_kwargs(
    wallet: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/creators/{wallet}/summary".format(
            wallet=quote(str(wallet), safe=""),
        ),
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | CreatorOut | ProblemOut | None:
    if response.status_code == 200:
        response_200 = CreatorOut.from_dict(response.json())

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
) -> Response[Any | CreatorOut | ProblemOut]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    wallet: str,
    *,
    client: AuthenticatedClient,
) -> Response[Any | CreatorOut | ProblemOut]:
    """Get Creator Summary

     Show what the caller's agents have come to: who uses them, and what that brings in.

    Args:
        wallet (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | CreatorOut | ProblemOut]
    """

    kwargs = _get_kwargs(
        wallet=wallet,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    wallet: str,
    *,
    client: AuthenticatedClient,
) -> Any | CreatorOut | ProblemOut | None:
    """Get Creator Summary

     Show what the caller's agents have come to: who uses them, and what that brings in.

    Args:
        wallet (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | CreatorOut | ProblemOut
    """

    return sync_detailed(
        wallet=wallet,
        client=client,
    ).parsed


async def asyncio_detailed(
    wallet: str,
    *,
    client: AuthenticatedClient,
) -> Response[Any | CreatorOut | ProblemOut]:
    """Get Creator Summary

     Show what the caller's agents have come to: who uses them, and what that brings in.

    Args:
        wallet (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | CreatorOut | ProblemOut]
    """

    kwargs = _get_kwargs(
        wallet=wallet,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    wallet: str,
    *,
    client: AuthenticatedClient,
) -> Any | CreatorOut | ProblemOut | None:
    """Get Creator Summary

     Show what the caller's agents have come to: who uses them, and what that brings in.

    Args:
        wallet (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | CreatorOut | ProblemOut
    """

    return (
        await asyncio_detailed(
            wallet=wallet,
            client=client,
        )
    ).parsed
