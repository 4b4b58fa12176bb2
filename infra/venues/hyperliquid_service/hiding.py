"""What the service says back is kept, and quoted: never with a key in it."""

import re
from typing import Final

HIDDEN: Final = "[hidden]"
_LONG: Final = re.compile(r"[0-9A-Za-z+/=_\-]{43,}")
"""A run longer than an address: a key in hex, in decimal or in base64 is one, and a word is not."""
_PIECE: Final = 16


def without_key(text: str, key: str) -> str:
    """Return a text as it is, or nothing of it when a piece of the key in hex is in it."""
    said, secret = text.lower(), key.lower().removeprefix("0x")
    pieces = (secret[at : at + _PIECE] for at in range(len(secret) - _PIECE + 1))
    return HIDDEN if any(piece in said for piece in pieces) else text


def quotable(text: str, *, longest: int = 200) -> str:
    """Return what may be quoted of a text: no run as long as a key, and not too much."""
    return _LONG.sub(HIDDEN, text)[:longest]
