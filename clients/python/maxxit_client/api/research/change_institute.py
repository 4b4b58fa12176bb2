from http import HTTPStatus
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.institute_changes_in import InstituteChangesIn
from ...models.institute_out import InstituteOut
from ...models.problem_out import ProblemOut
from ...types import Response


def _get_kwargs(
    institute_id: UUID,
    *,
    body: InstituteChangesIn,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "put",
        "url": "/api/admin/research-institutes/{institute_id}".format(
            institute_id=quote(str(institute_id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> InstituteOut | ProblemOut | None:
    if response.status_code == 200:
        response_200 = InstituteOut.from_dict(response.json())

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
) -> Response[InstituteOut | ProblemOut]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    institute_id: UUID,
    *,
    client: AuthenticatedClient,
    body: InstituteChangesIn,
) -> Response[InstituteOut | ProblemOut]:
    """Change Institute

     Change how an institute is shown, or whether it is read; what is left out stays.

    Args:
        institute_id (UUID):
        body (InstituteChangesIn): How an institute is to be shown; what is left out stays, null
            empties it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[InstituteOut | ProblemOut]
    """

    kwargs = _get_kwargs(
        institute_id=institute_id,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    institute_id: UUID,
    *,
    client: AuthenticatedClient,
    body: InstituteChangesIn,
) -> InstituteOut | ProblemOut | None:
    """Change Institute

     Change how an institute is shown, or whether it is read; what is left out stays.

    Args:
        institute_id (UUID):
        body (InstituteChangesIn): How an institute is to be shown; what is left out stays, null
            empties it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        InstituteOut | ProblemOut
    """

    return sync_detailed(
        institute_id=institute_id,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    institute_id: UUID,
    *,
    client: AuthenticatedClient,
    body: InstituteChangesIn,
) -> Response[InstituteOut | ProblemOut]:
    """Change Institute

     Change how an institute is shown, or whether it is read; what is left out stays.

    Args:
        institute_id (UUID):
        body (InstituteChangesIn): How an institute is to be shown; what is left out stays, null
            empties it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[InstituteOut | ProblemOut]
    """

    kwargs = _get_kwargs(
        institute_id=institute_id,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    institute_id: UUID,
    *,
    client: AuthenticatedClient,
    body: InstituteChangesIn,
) -> InstituteOut | ProblemOut | None:
    """Change Institute

     Change how an institute is shown, or whether it is read; what is left out stays.

    Args:
        institute_id (UUID):
        body (InstituteChangesIn): How an institute is to be shown; what is left out stays, null
            empties it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        InstituteOut | ProblemOut
    """

    return (
        await asyncio_detailed(
            institute_id=institute_id,
            client=client,
            body=body,
        )
    ).parsed
