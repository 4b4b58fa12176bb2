"""What every route may use: transactions, the clock, and who we are to those who come in."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from urllib.parse import urlsplit

from sqlalchemy.ext.asyncio import AsyncEngine

from api.hub import Hub
from contracts.market import Network, Wallet
from domain.credentials import Credential
from domain.policy import Policy
from domain.ports.chain import Chain
from domain.ports.clock import Clock
from domain.ports.gateway import GatewayUnits
from infra.admission import Admission
from infra.siwe import Site
from infra.throttle import Allowance, Throttle

BODY_BYTES = 65_536
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowances:
    """How often may be asked, in a minute of UTC, by one wallet, one address, or one login."""

    caller: Allowance
    visitor: Allowance
    login: Allowance


class ApprovalWords(Protocol):
    """Writes what a user's wallet signs to let an agent key trade (EIP-712)."""

    def __call__(
        self, credential: Credential, *, chain_id: int | None, now: datetime
    ) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Setups:
    """What setting up venues takes: whom to ask, and which contracts are meant."""

    chain: Chain
    approval: ApprovalWords
    key_wait: float
    """Seconds that an answer waits for a key."""
    module: Wallet | None
    """The module that trades from Safes."""
    storage: Wallet | None
    """The contract that Ostium takes dollars with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """The one thing routes get from outside; made where the process is started."""

    engine: AsyncEngine
    units: GatewayUnits
    clock: Clock
    policy: Policy
    network: Network
    admission: Admission
    throttle: Throttle
    hub: Hub
    """Who listens to what happens."""
    setups: Setups
    allowances: Allowances
    public_url: str
    origins: tuple[str, ...] = ()
    """Other origins whose pages may speak to us with our cookie, each spelled exactly."""
    chain_ids: tuple[int, ...]
    """The chains a wallet may name when it signs in; nothing happens on them."""
    hosts: tuple[str, ...] = ()
    """Other names we are called by; any other Host is refused."""

    @property
    def site(self) -> Site:
        """Return who we are in what wallets sign."""
        return Site(
            domain=urlsplit(self.public_url).netloc, uri=self.public_url, chain_ids=self.chain_ids
        )

    @property
    def secure(self) -> bool:
        """Tell whether browsers reach us by TLS."""
        return self.public_url.startswith("https://")

    @property
    def session_cookie(self) -> str:
        """Name the cookie; `__Host-` binds it to our host, and works with TLS alone."""
        return "__Host-session" if self.secure else "session"

    @property
    def login_cookie(self) -> str:
        """Name the cookie that binds a login's nonce to the browser that asked for it."""
        return "__Host-login" if self.secure else "login"

    @property
    def trusted_origins(self) -> frozenset[str]:
        """Return every origin whose pages may write with our cookie."""
        return frozenset({self.public_url, *self.origins})
