from http import HTTPStatus
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.deployment_out import DeploymentOut
from ...models.deployment_patch_in import DeploymentPatchIn
from ...models.problem_out import ProblemOut
from ...types import UNSET, Response, Unset


def _get_kwargs(
    deployment_id: UUID,
    *,
    body: DeploymentPatchIn,
    proof_nonce: str | Unset = UNSET,
    proof_signature: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(proof_nonce, Unset):
        headers["proof-nonce"] = proof_nonce

    if not isinstance(proof_signature, Unset):
        headers["proof-signature"] = proof_signature

    _kwargs: dict[str, Any] = {
        "method": "patch",
        "url": "/api/deployments/{deployment_id}".format(
            deployment_id=quote(str(deployment_id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> DeploymentOut | ProblemOut | None:
    if response.status_code == 200:
        response_200 = DeploymentOut.from_dict(response.json())

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
) -> Response[DeploymentOut | ProblemOut]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    deployment_id: UUID,
    *,
    client: AuthenticatedClient,
    body: DeploymentPatchIn,
    proof_nonce: str | Unset = UNSET,
    proof_signature: str | Unset = UNSET,
) -> Response[DeploymentOut | ProblemOut]:
    """Change Deployment

     Pause, resume or cancel a deployment, or end and begin again that it is served.

    Args:
        deployment_id (UUID):
        proof_nonce (str | Unset):
        proof_signature (str | Unset):
        body (DeploymentPatchIn): What is to change; what is left out stays.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DeploymentOut | ProblemOut]
    """

    kwargs = _get_kwargs(
        deployment_id=deployment_id,
        body=body,
        proof_nonce=proof_nonce,
        proof_signature=proof_signature,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    deployment_id: UUID,
    *,
    client: AuthenticatedClient,
    body: DeploymentPatchIn,
    proof_nonce: str | Unset = UNSET,
    proof_signature: str | Unset = UNSET,
) -> DeploymentOut | ProblemOut | None:
    """Change Deployment

     Pause, resume or cancel a deployment, or end and begin again that it is served.

    Args:
        deployment_id (UUID):
        proof_nonce (str | Unset):
        proof_signature (str | Unset):
        body (DeploymentPatchIn): What is to change; what is left out stays.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DeploymentOut | ProblemOut
    """

    return sync_detailed(
        deployment_id=deployment_id,
        client=client,
        body=body,
        proof_nonce=proof_nonce,
        proof_signature=proof_signature,
    ).parsed


async def asyncio_detailed(
    deployment_id: UUID,
    *,
    client: AuthenticatedClient,
    body: DeploymentPatchIn,
    proof_nonce: str | Unset = UNSET,
    proof_signature: str | Unset = UNSET,
) -> Response[DeploymentOut | ProblemOut]:
    """Change Deployment

     Pause, resume or cancel a deployment, or end and begin again that it is served.

    Args:
        deployment_id (UUID):
        proof_nonce (str | Unset):
        proof_signature (str | Unset):
        body (DeploymentPatchIn): What is to change; what is left out stays.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DeploymentOut | ProblemOut]
    """

    kwargs = _get_kwargs(
        deployment_id=deployment_id,
        body=body,
        proof_nonce=proof_nonce,
        proof_signature=proof_signature,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    deployment_id: UUID,
    *,
    client: AuthenticatedClient,
    body: DeploymentPatchIn,
    proof_nonce: str | Unset = UNSET,
    proof_signature: str | Unset = UNSET,
) -> DeploymentOut | ProblemOut | None:
    """Change Deployment

     Pause, resume or cancel a deployment, or end and begin again that it is served.

    Args:
        deployment_id (UUID):
        proof_nonce (str | Unset):
        proof_signature (str | Unset):
        body (DeploymentPatchIn): What is to change; what is left out stays.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DeploymentOut | ProblemOut
    """

    return (
        await asyncio_detailed(
            deployment_id=deployment_id,
            client=client,
            body=body,
            proof_nonce=proof_nonce,
            proof_signature=proof_signature,
        )
    ).parsed
