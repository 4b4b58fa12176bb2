from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem_out import ProblemOut
from ...models.role_in import RoleIn
from ...models.role_out import RoleOut
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: RoleIn,
    proof_nonce: str | Unset = UNSET,
    proof_signature: str | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(proof_nonce, Unset):
        headers["proof-nonce"] = proof_nonce

    if not isinstance(proof_signature, Unset):
        headers["proof-signature"] = proof_signature

    if not isinstance(idempotency_key, Unset):
        headers["idempotency-key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/admin/roles",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ProblemOut | RoleOut | None:
    if response.status_code == 201:
        response_201 = RoleOut.from_dict(response.json())

        return response_201

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
) -> Response[ProblemOut | RoleOut]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: RoleIn,
    proof_nonce: str | Unset = UNSET,
    proof_signature: str | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> Response[ProblemOut | RoleOut]:
    """Grant Role

     Make a wallet a role; it counts from its next request on.

    Args:
        proof_nonce (str | Unset):
        proof_signature (str | Unset):
        idempotency_key (str | Unset):
        body (RoleIn): A role for a wallet.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ProblemOut | RoleOut]
    """

    kwargs = _get_kwargs(
        body=body,
        proof_nonce=proof_nonce,
        proof_signature=proof_signature,
        idempotency_key=idempotency_key,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: RoleIn,
    proof_nonce: str | Unset = UNSET,
    proof_signature: str | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> ProblemOut | RoleOut | None:
    """Grant Role

     Make a wallet a role; it counts from its next request on.

    Args:
        proof_nonce (str | Unset):
        proof_signature (str | Unset):
        idempotency_key (str | Unset):
        body (RoleIn): A role for a wallet.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ProblemOut | RoleOut
    """

    return sync_detailed(
        client=client,
        body=body,
        proof_nonce=proof_nonce,
        proof_signature=proof_signature,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: RoleIn,
    proof_nonce: str | Unset = UNSET,
    proof_signature: str | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> Response[ProblemOut | RoleOut]:
    """Grant Role

     Make a wallet a role; it counts from its next request on.

    Args:
        proof_nonce (str | Unset):
        proof_signature (str | Unset):
        idempotency_key (str | Unset):
        body (RoleIn): A role for a wallet.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ProblemOut | RoleOut]
    """

    kwargs = _get_kwargs(
        body=body,
        proof_nonce=proof_nonce,
        proof_signature=proof_signature,
        idempotency_key=idempotency_key,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: RoleIn,
    proof_nonce: str | Unset = UNSET,
    proof_signature: str | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> ProblemOut | RoleOut | None:
    """Grant Role

     Make a wallet a role; it counts from its next request on.

    Args:
        proof_nonce (str | Unset):
        proof_signature (str | Unset):
        idempotency_key (str | Unset):
        body (RoleIn): A role for a wallet.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ProblemOut | RoleOut
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            proof_nonce=proof_nonce,
            proof_signature=proof_signature,
            idempotency_key=idempotency_key,
        )
    ).parsed
