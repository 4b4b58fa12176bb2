from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.disabled_keys_out import DisabledKeysOut
from ...models.problem_out import ProblemOut
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    user_address: str,
    proof_nonce: str | Unset = UNSET,
    proof_signature: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(proof_nonce, Unset):
        headers["proof-nonce"] = proof_nonce

    if not isinstance(proof_signature, Unset):
        headers["proof-signature"] = proof_signature

    params: dict[str, Any] = {}

    params["userAddress"] = user_address

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "delete",
        "url": "/api/hyperliquid/user-wallet",
        "params": params,
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> DisabledKeysOut | ProblemOut | None:
    if response.status_code == 200:
        response_200 = DisabledKeysOut.from_dict(response.json())

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

    if response.status_code == 404:
        response_404 = ProblemOut.from_dict(response.json())

        return response_404

    if response.status_code == 409:
        response_409 = ProblemOut.from_dict(response.json())

        return response_409

    if response.status_code == 413:
        response_413 = ProblemOut.from_dict(response.json())

        return response_413

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
) -> Response[DisabledKeysOut | ProblemOut]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    user_address: str,
    proof_nonce: str | Unset = UNSET,
    proof_signature: str | Unset = UNSET,
) -> Response[DisabledKeysOut | ProblemOut]:
    """Disable Key

     Never sign again with the caller's keys; refused while they are needed to close positions.

    Rows stay, and the deployments that used them trade no more until a next key is approved.

    Args:
        user_address (str):
        proof_nonce (str | Unset):
        proof_signature (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DisabledKeysOut | ProblemOut]
    """

    kwargs = _get_kwargs(
        user_address=user_address,
        proof_nonce=proof_nonce,
        proof_signature=proof_signature,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    user_address: str,
    proof_nonce: str | Unset = UNSET,
    proof_signature: str | Unset = UNSET,
) -> DisabledKeysOut | ProblemOut | None:
    """Disable Key

     Never sign again with the caller's keys; refused while they are needed to close positions.

    Rows stay, and the deployments that used them trade no more until a next key is approved.

    Args:
        user_address (str):
        proof_nonce (str | Unset):
        proof_signature (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DisabledKeysOut | ProblemOut
    """

    return sync_detailed(
        client=client,
        user_address=user_address,
        proof_nonce=proof_nonce,
        proof_signature=proof_signature,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    user_address: str,
    proof_nonce: str | Unset = UNSET,
    proof_signature: str | Unset = UNSET,
) -> Response[DisabledKeysOut | ProblemOut]:
    """Disable Key

     Never sign again with the caller's keys; refused while they are needed to close positions.

    Rows stay, and the deployments that used them trade no more until a next key is approved.

    Args:
        user_address (str):
        proof_nonce (str | Unset):
        proof_signature (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DisabledKeysOut | ProblemOut]
    """

    kwargs = _get_kwargs(
        user_address=user_address,
        proof_nonce=proof_nonce,
        proof_signature=proof_signature,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    user_address: str,
    proof_nonce: str | Unset = UNSET,
    proof_signature: str | Unset = UNSET,
) -> DisabledKeysOut | ProblemOut | None:
    """Disable Key

     Never sign again with the caller's keys; refused while they are needed to close positions.

    Rows stay, and the deployments that used them trade no more until a next key is approved.

    Args:
        user_address (str):
        proof_nonce (str | Unset):
        proof_signature (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DisabledKeysOut | ProblemOut
    """

    return (
        await asyncio_detailed(
            client=client,
            user_address=user_address,
            proof_nonce=proof_nonce,
            proof_signature=proof_signature,
        )
    ).parsed
