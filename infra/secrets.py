"""Tokens that open something: made at random, kept as hashes alone."""

import hashlib
import secrets

BYTES = 32


def new_token() -> str:
    """Return a token nobody guesses, in letters that fit a cookie, a header and a URL."""
    return secrets.token_urlsafe(BYTES)


def new_nonce() -> str:
    """Return a nonce in the letters and digits alone that EIP-4361 allows in one."""
    return secrets.token_hex(16)


def hashed(token: str) -> bytes:
    """Return what is kept of a token; it has so much chance in it that no salt is needed."""
    return hashlib.sha256(token.encode()).digest()
