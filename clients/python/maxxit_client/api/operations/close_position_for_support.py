from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.close_asked_out import CloseAskedOut
from ...models.close_for_in import CloseForIn
from ...models.problem_out import ProblemOut
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: CloseForIn,
    idempotency_key: str | Unset = UNSET,
    proof_nonce: str | Unset = UNSET,
    proof_signature: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["idempotency-key"] = idempotency_key

    if not isinstance(proof_nonce, Unset):
        headers["proof-nonce"] = proof_nonce

    if not isinstance(proof_signature, Unset):
        headers["proof-signature"] = proof_signature

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/api/admin/close-position",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> CloseAskedOut | ProblemOut | None:
    if response.status_code == 202:
        response_202 = CloseAskedOut.from_dict(response.json())

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
) -> Response[CloseAskedOut | ProblemOut]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: CloseForIn,
    idempotency_key: str | Unset = UNSET,
    proof_nonce: str | Unset = UNSET,
    proof_signature: str | Unset = UNSET,
) -> Response[CloseAskedOut | ProblemOut]:
    """Close Position For Support

     Exit a position at the market, by the way of every exit; asking twice begins one.

    Args:
        idempotency_key (str | Unset):
        proof_nonce (str | Unset):
        proof_signature (str | Unset):
        body (CloseForIn): A position to be exited at the market.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CloseAskedOut | ProblemOut]
    """

    kwargs = _get_kwargs(
        body=body,
        idempotency_key=idempotency_key,
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
    body: CloseForIn,
    idempotency_key: str | Unset = UNSET,
    proof_nonce: str | Unset = UNSET,
    proof_signature: str | Unset = UNSET,
) -> CloseAskedOut | ProblemOut | None:
    """Close Position For Support

     Exit a position at the market, by the way of every exit; asking twice begins one.

    Args:
        idempotency_key (str | Unset):
        proof_nonce (str | Unset):
        proof_signature (str | Unset):
        body (CloseForIn): A position to be exited at the market.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CloseAskedOut | ProblemOut
    """

    return sync_detailed(
        client=client,
        body=body,
        idempotency_key=idempotency_key,
        proof_nonce=proof_nonce,
        proof_signature=proof_signature,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: CloseForIn,
    idempotency_key: str | Unset = UNSET,
    proof_nonce: str | Unset = UNSET,
    proof_signature: str | Unset = UNSET,
) -> Response[CloseAskedOut | ProblemOut]:
    """Close Position For Support

     Exit a position at the market, by the way of every exit; asking twice begins one.

    Args:
        idempotency_key (str | Unset):
        proof_nonce (str | Unset):
        proof_signature (str | Unset):
        body (CloseForIn): A position to be exited at the market.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CloseAskedOut | ProblemOut]
    """

    kwargs = _get_kwargs(
        body=body,
        idempotency_key=idempotency_key,
        proof_nonce=proof_nonce,
        proof_signature=proof_signature,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: CloseForIn,
    idempotency_key: str | Unset = UNSET,
    proof_nonce: str | Unset = UNSET,
    proof_signature: str | Unset = UNSET,
) -> CloseAskedOut | ProblemOut | None:
    """Close Position For Support

     Exit a position at the market, by the way of every exit; asking twice begins one.

    Args:
        idempotency_key (str | Unset):
        proof_nonce (str | Unset):
        proof_signature (str | Unset):
        body (CloseForIn): A position to be exited at the market.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CloseAskedOut | ProblemOut
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            idempotency_key=idempotency_key,
            proof_nonce=proof_nonce,
            proof_signature=proof_signature,
        )
    ).parsed
