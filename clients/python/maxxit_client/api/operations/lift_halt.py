from http import HTTPStatus
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.lifted_out import LiftedOut
from ...models.problem_out import ProblemOut
from ...types import Response


def _get_kwargs(
    halt_id: UUID,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "delete",
        "url": "/api/admin/halts/{halt_id}".format(
            halt_id=quote(str(halt_id), safe=""),
        ),
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> LiftedOut | ProblemOut | None:
    if response.status_code == 200:
        response_200 = LiftedOut.from_dict(response.json())

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
) -> Response[LiftedOut | ProblemOut]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    halt_id: UUID,
    *,
    client: AuthenticatedClient,
) -> Response[LiftedOut | ProblemOut]:
    """Lift Halt

     End a halt; trading goes on as far as no other is in force.

    Args:
        halt_id (UUID):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[LiftedOut | ProblemOut]
    """

    kwargs = _get_kwargs(
        halt_id=halt_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    halt_id: UUID,
    *,
    client: AuthenticatedClient,
) -> LiftedOut | ProblemOut | None:
    """Lift Halt

     End a halt; trading goes on as far as no other is in force.

    Args:
        halt_id (UUID):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        LiftedOut | ProblemOut
    """

    return sync_detailed(
        halt_id=halt_id,
        client=client,
    ).parsed


async def asyncio_detailed(
    halt_id: UUID,
    *,
    client: AuthenticatedClient,
) -> Response[LiftedOut | ProblemOut]:
    """Lift Halt

     End a halt; trading goes on as far as no other is in force.

    Args:
        halt_id (UUID):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[LiftedOut | ProblemOut]
    """

    kwargs = _get_kwargs(
        halt_id=halt_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    halt_id: UUID,
    *,
    client: AuthenticatedClient,
) -> LiftedOut | ProblemOut | None:
    """Lift Halt

     End a halt; trading goes on as far as no other is in force.

    Args:
        halt_id (UUID):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        LiftedOut | ProblemOut
    """

    return (
        await asyncio_detailed(
            halt_id=halt_id,
            client=client,
        )
    ).parsed
