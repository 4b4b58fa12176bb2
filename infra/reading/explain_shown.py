"""A story as it is told to whoever asks over HTTP: what is public, and what is their own."""

from dataclasses import replace

from infra.reading.explain import find, gather
from infra.reading.explain_scope import Eyes
from infra.reading.explain_story import Story
from infra.reading.explain_telling import tell
from infra.reading.look import Look


async def explained(look: Look, subject: str) -> Story:
    """Tell what an id led to and what led to it, as far as the caller may see.

    What other wallets made of it is counted by its reason. Raises NotFound for what is not there
    or not theirs, Conflict for what names several posts.
    """
    eyes = eyes_of(look)
    told = tell(await gather(look.connection, await find(look.connection, subject, eyes)))
    return told if eyes.all else _without_our_troubles(told)


def eyes_of(look: Look) -> Eyes:
    """Tell who looks."""
    caller = look.caller
    if caller is None:
        return Eyes()
    return Eyes(wallet=caller.wallet, all=caller.sees_all)


def _without_our_troubles(told: Story) -> Story:
    """Leave out what classifiers said of their failures: it names accounts of the platform's."""
    bare = tuple(replace(verdict, last_error=None) for verdict in told.verdicts)
    return replace(told, verdicts=bare)
