from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.awaited_key_out import AwaitedKeyOut
from ...models.problem_out import ProblemOut
from ...models.user_key_in import UserKeyIn
from ...models.wanted_key_out import WantedKeyOut
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: UserKeyIn,
    proof_nonce: str | Unset = UNSET,
    proof_signature: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(proof_nonce, Unset):
        headers["proof-nonce"] = proof_nonce

    if not isinstance(proof_signature, Unset):
        headers["proof-signature"] = proof_signature

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/hyperliquid/user-wallet",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> AwaitedKeyOut | ProblemOut | WantedKeyOut | None:
    if response.status_code == 200:
        response_200 = WantedKeyOut.from_dict(response.json())

        return response_200

    if response.status_code == 201:
        response_201 = WantedKeyOut.from_dict(response.json())

        return response_201

    if response.status_code == 202:
        response_202 = AwaitedKeyOut.from_dict(response.json())

        return response_202

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
) -> Response[AwaitedKeyOut | ProblemOut | WantedKeyOut]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: UserKeyIn,
    proof_nonce: str | Unset = UNSET,
    proof_signature: str | Unset = UNSET,
) -> Response[AwaitedKeyOut | ProblemOut | WantedKeyOut]:
    """Make Key

     Return the caller's key or have one made, with what their wallet signs to approve it.

    Making one takes a fresh signature; asking again makes no second one. 202 says that the
    process that makes keys is away: ask again.

    Args:
        proof_nonce (str | Unset):
        proof_signature (str | Unset):
        body (UserKeyIn): Whose key is wanted, and the chain their wallet is on, as its approval
            is to name it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[AwaitedKeyOut | ProblemOut | WantedKeyOut]
    """

    kwargs = _get_kwargs(
        body=body,
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
    body: UserKeyIn,
    proof_nonce: str | Unset = UNSET,
    proof_signature: str | Unset = UNSET,
) -> AwaitedKeyOut | ProblemOut | WantedKeyOut | None:
    """Make Key

     Return the caller's key or have one made, with what their wallet signs to approve it.

    Making one takes a fresh signature; asking again makes no second one. 202 says that the
    process that makes keys is away: ask again.

    Args:
        proof_nonce (str | Unset):
        proof_signature (str | Unset):
        body (UserKeyIn): Whose key is wanted, and the chain their wallet is on, as its approval
            is to name it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        AwaitedKeyOut | ProblemOut | WantedKeyOut
    """

    return sync_detailed(
        client=client,
        body=body,
        proof_nonce=proof_nonce,
        proof_signature=proof_signature,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: UserKeyIn,
    proof_nonce: str | Unset = UNSET,
    proof_signature: str | Unset = UNSET,
) -> Response[AwaitedKeyOut | ProblemOut | WantedKeyOut]:
    """Make Key

     Return the caller's key or have one made, with what their wallet signs to approve it.

    Making one takes a fresh signature; asking again makes no second one. 202 says that the
    process that makes keys is away: ask again.

    Args:
        proof_nonce (str | Unset):
        proof_signature (str | Unset):
        body (UserKeyIn): Whose key is wanted, and the chain their wallet is on, as its approval
            is to name it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[AwaitedKeyOut | ProblemOut | WantedKeyOut]
    """

    kwargs = _get_kwargs(
        body=body,
        proof_nonce=proof_nonce,
        proof_signature=proof_signature,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: UserKeyIn,
    proof_nonce: str | Unset = UNSET,
    proof_signature: str | Unset = UNSET,
) -> AwaitedKeyOut | ProblemOut | WantedKeyOut | None:
    """Make Key

     Return the caller's key or have one made, with what their wallet signs to approve it.

    Making one takes a fresh signature; asking again makes no second one. 202 says that the
    process that makes keys is away: ask again.

    Args:
        proof_nonce (str | Unset):
        proof_signature (str | Unset):
        body (UserKeyIn): Whose key is wanted, and the chain their wallet is on, as its approval
            is to name it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        AwaitedKeyOut | ProblemOut | WantedKeyOut
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            proof_nonce=proof_nonce,
            proof_signature=proof_signature,
        )
    ).parsed
