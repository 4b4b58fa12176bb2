"""Sign-in with Ethereum (EIP-4361): what a wallet is asked to sign, and whether it did."""

import asyncio
import re
from dataclasses import dataclass
from datetime import datetime
from string import ascii_letters, digits

from eth_account import Account
from eth_account.messages import encode_defunct
from eth_keys.exceptions import BadSignature
from eth_utils.address import to_checksum_address
from eth_utils.exceptions import ValidationError as BadValue
from siwe import SiweMessage, VerificationError

from contracts.market import Wallet
from domain.access import CHALLENGE_LIFE

STATEMENT = frozenset(f"{ascii_letters}{digits} -._~:/?#[]@!$&'()*+,;=")
OPENING = " wants you to sign in with your Ethereum account:"
LINES = re.compile(
    r"0x[0-9a-fA-F]{40}\n\n(?:[^\n]{1,200}\n)?\nURI: \S{1,200}\nVersion: 1\nChain ID: [0-9]{1,9}\n"
    r"Nonce: [A-Za-z0-9]{8,64}\nIssued At: [0-9T:.Zz+-]{20,35}"
    r"(?:\n(?:Expiration Time|Not Before): [0-9T:.Zz+-]{20,35}){0,2}(?:\nRequest ID: \S{0,64})?"
    r"(?:\nResources:(?:\n- \S{1,100}){0,3})?"
)
WRONG = (ValueError, VerificationError)
NO_SIGNATURE = (BadSignature, BadValue, ValueError, TypeError)
"""What comes of bytes that no key ever signed with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Who we are to a wallet: what its owner reads before signing."""

    domain: str
    uri: str
    chain_ids: tuple[int, ...]


async def signed_in(
    message: str, signature: str, site: Site, now: datetime
) -> tuple[Wallet, str] | None:
    """Return the wallet that signed a login for this site and the nonce it names, or None.

    Domain, URI, chain and time are checked; the nonce is the caller's to use up.
    """
    return await asyncio.to_thread(_signed_in, message, signature, site, now)


def _signed_in(
    message: str, signature: str, site: Site, now: datetime
) -> tuple[Wallet, str] | None:
    if not _looks_right(message, site):
        return None
    try:
        parsed = SiweMessage.from_message(message)
        if parsed.chain_id not in site.chain_ids or _stale(parsed, now):
            return None
        parsed.verify(
            signature,
            domain=site.domain,
            uri=site.uri,
            nonce=parsed.nonce,
            chain_id=parsed.chain_id,
            timestamp=now,
            strict=True,
        )
    except WRONG:
        return None
    return parsed.address.lower(), parsed.nonce


def _looks_right(message: str, site: Site) -> bool:
    """Tell by its lines whether it can be a login here; the real parser takes seconds to say no."""
    opening, *lines = message.split("\n")
    known = (f"{site.domain}{OPENING}", f"URI: {site.uri}")
    return (
        opening == known[0] and known[1] in lines and LINES.fullmatch("\n".join(lines)) is not None
    )


def _stale(parsed: SiweMessage, now: datetime) -> bool:
    issued = datetime.fromisoformat(str(parsed.issued_at))
    return abs(now - issued) > CHALLENGE_LIFE


def signable(text: str) -> str:
    """Spell out what a statement may not hold (EIP-4361), so that each text is still itself."""
    return "".join(each if each in STATEMENT else f"(U+{ord(each):04X})" for each in text)


def action_message(*, wallet: Wallet, action: str, nonce: str, site: Site, now: datetime) -> str:
    """Write what a wallet signs to say that it wants this done, now.

    Spelled here, in the form of EIP-4361: the library checks its own spelling against a grammar,
    which takes longer than all the rest of a request. Raises ValueError for an action that no
    statement may hold.
    """
    if not STATEMENT.issuperset(action):
        raise ValueError("there is a character in it that no statement may hold")
    return (
        f"{site.domain}{OPENING}\n{to_checksum_address(wallet)}\n\n{action}\n\n"
        f"URI: {site.uri}\nVersion: 1\nChain ID: {site.chain_ids[0]}\nNonce: {nonce}\n"
        f"Issued At: {_moment(now)}\nExpiration Time: {_moment(now + CHALLENGE_LIFE)}"
    )


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")


async def signed_by(message: str, signature: str, wallet: Wallet) -> bool:
    """Tell whether a wallet's own key signed a message word for word."""
    return await asyncio.to_thread(_signer, message, signature) == wallet


def _signer(message: str, signature: str) -> Wallet | None:
    try:
        address: str = Account.recover_message(encode_defunct(text=message), signature=signature)
    except NO_SIGNATURE:
        return None
    return address.lower()
