from http import HTTPStatus
from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.approval_out import ApprovalOut
from ...models.problem_out import ProblemOut
from ...types import UNSET, Response


def _get_kwargs(
    *,
    user_wallet: str,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["userWallet"] = user_wallet

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/ostium/check-approval-status",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | ApprovalOut | ProblemOut | None:
    if response.status_code == 200:
        response_200 = ApprovalOut.from_dict(response.json())

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
) -> Response[Any | ApprovalOut | ProblemOut]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    user_wallet: str,
) -> Response[Any | ApprovalOut | ProblemOut]:
    """Check Approval

     Ask the chain whether Ostium may take enough of the caller's dollars.

    Args:
        user_wallet (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ApprovalOut | ProblemOut]
    """

    kwargs = _get_kwargs(
        user_wallet=user_wallet,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    user_wallet: str,
) -> Any | ApprovalOut | ProblemOut | None:
    """Check Approval

     Ask the chain whether Ostium may take enough of the caller's dollars.

    Args:
        user_wallet (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ApprovalOut | ProblemOut
    """

    return sync_detailed(
        client=client,
        user_wallet=user_wallet,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    user_wallet: str,
) -> Response[Any | ApprovalOut | ProblemOut]:
    """Check Approval

     Ask the chain whether Ostium may take enough of the caller's dollars.

    Args:
        user_wallet (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ApprovalOut | ProblemOut]
    """

    kwargs = _get_kwargs(
        user_wallet=user_wallet,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    user_wallet: str,
) -> Any | ApprovalOut | ProblemOut | None:
    """Check Approval

     Ask the chain whether Ostium may take enough of the caller's dollars.

    Args:
        user_wallet (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ApprovalOut | ProblemOut
    """

    return (
        await asyncio_detailed(
            client=client,
            user_wallet=user_wallet,
        )
    ).parsed
