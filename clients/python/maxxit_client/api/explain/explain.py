from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem_out import ProblemOut
from ...models.story_out import StoryOut
from ...types import Response


def _get_kwargs(
    subject: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/api/explain/{subject}".format(
            subject=quote(str(subject), safe=""),
        ),
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | ProblemOut | StoryOut | None:
    if response.status_code == 200:
        response_200 = StoryOut.from_dict(response.json())

        return response_200

    if response.status_code == 304:
        response_304 = cast(Any, None)
        return response_304

    if response.status_code == 400:
        response_400 = ProblemOut.from_dict(response.json())

        return response_400

    if response.status_code == 404:
        response_404 = ProblemOut.from_dict(response.json())

        return response_404

    if response.status_code == 409:
        response_409 = ProblemOut.from_dict(response.json())

        return response_409

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
) -> Response[Any | ProblemOut | StoryOut]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    subject: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[Any | ProblemOut | StoryOut]:
    """Explain

     Tell why it traded, or why it did not: the whole chain that an id hangs in.

    Trades of other wallets are counted under `otherDeployments`, by what became of them.

    Args:
        subject (str): A tweet's id, or that of a post, signal, intent, order or position.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ProblemOut | StoryOut]
    """

    kwargs = _get_kwargs(
        subject=subject,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    subject: str,
    *,
    client: AuthenticatedClient | Client,
) -> Any | ProblemOut | StoryOut | None:
    """Explain

     Tell why it traded, or why it did not: the whole chain that an id hangs in.

    Trades of other wallets are counted under `otherDeployments`, by what became of them.

    Args:
        subject (str): A tweet's id, or that of a post, signal, intent, order or position.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ProblemOut | StoryOut
    """

    return sync_detailed(
        subject=subject,
        client=client,
    ).parsed


async def asyncio_detailed(
    subject: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[Any | ProblemOut | StoryOut]:
    """Explain

     Tell why it traded, or why it did not: the whole chain that an id hangs in.

    Trades of other wallets are counted under `otherDeployments`, by what became of them.

    Args:
        subject (str): A tweet's id, or that of a post, signal, intent, order or position.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ProblemOut | StoryOut]
    """

    kwargs = _get_kwargs(
        subject=subject,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    subject: str,
    *,
    client: AuthenticatedClient | Client,
) -> Any | ProblemOut | StoryOut | None:
    """Explain

     Tell why it traded, or why it did not: the whole chain that an id hangs in.

    Trades of other wallets are counted under `otherDeployments`, by what became of them.

    Args:
        subject (str): A tweet's id, or that of a post, signal, intent, order or position.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ProblemOut | StoryOut
    """

    return (
        await asyncio_detailed(
            subject=subject,
            client=client,
        )
    ).parsed
