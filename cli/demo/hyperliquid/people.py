"""Users of the simulated venue: wallets of their own, money there, and keys that they approve."""

from dataclasses import dataclass, field
from decimal import Decimal

from eth_account import Account
from eth_account.signers.local import LocalAccount
from sqlalchemy.ext.asyncio import AsyncEngine

from contracts.market import Network, Usd, VenueName, Wallet
from domain.credentials import Credential
from domain.ports.clock import Clock
from infra.keys.asking import CHAINS, approval_request
from infra.keys.custody import Custody
from infra.keys.kek import KeyDirectory
from infra.keys.records import Records
from infra.settings import Settings
from infra.simulators.hyperliquid.venue import SimVenue
from infra.venues.hyperliquid.adapter import HyperliquidVenue
from infra.venues.hyperliquid.signing import Signature

DEPOSIT = Decimal(10_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody with a wallet, whose own key never leaves it."""

    name: str
    account: LocalAccount = field(repr=False)

    @property
    def wallet(self) -> Wallet:
        """Tell the wallet's address."""
        return str(self.account.address).lower()


def a_user(name: str) -> User:
    """Make somebody with a wallet that nobody ever had."""
    return User(name=name, account=Account.create())


class Reception:
    """Lets users in: money, a key of ours to trade with, and their signature under it."""

    def __init__(
        self, engine: AsyncEngine, settings: Settings, clock: Clock, sim: SimVenue
    ) -> None:
        """Take hold of the keys' directory. Raises ValueError without one."""
        if settings.keys_dir is None:
            raise ValueError("keys are sealed under a key-encryption key, and KEYS_DIR is not set")
        directory = KeyDirectory(settings.keys_dir)
        self._custody = Custody(engine, directory, settings.network, clock)
        self._records = Records(engine, settings.network, clock)
        self._network = settings.network
        self._clock = clock
        self._sim = sim

    async def welcome(self, user: User, venue: HyperliquidVenue, usd: Usd = DEPOSIT) -> Credential:
        """Fund an account, let its owner approve a key of ours, and believe what the venue says.

        Raises what the venue refuses, and whatever the directory of keys is wrong about.
        """
        self._sim.deposit(user.wallet, usd)
        made = await self.approve(user, venue)
        await self.verify(venue)
        return made

    async def approve(self, user: User, venue: HyperliquidVenue) -> Credential:
        """Make a key, let the user's own wallet sign for it, and hand that in."""
        made = await self._custody.create(user.wallet, VenueName.HYPERLIQUID)
        asked = approval_request(made, chain_id=CHAINS[self._network], now=self._clock.now())
        signed = user.account.sign_typed_data(full_message=asked)
        signature = Signature(r=hex(signed.r), s=hex(signed.s), v=signed.v)
        await venue.approvals.submit(asked, signature, user=user.wallet)
        return made

    async def verify(self, venue: HyperliquidVenue) -> None:
        """Ask the venue about every key, and believe it."""
        await self._records.verify({VenueName.HYPERLIQUID: venue.approvals})


NETWORK = Network.TESTNET
"""Whose letter is signed before a simulator: keys are made for no network of paper."""
