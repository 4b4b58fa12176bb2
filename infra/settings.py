"""The one place where the environment is read."""

import os
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Literal

from pydantic import Field, HttpUrl, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from contracts.market import Fraction, Network
from domain.policy import Policy
from infra.servers.embedded import default_home


def _home() -> Path:
    return default_home(os.environ)


class Settings(BaseSettings):
    """What a process needs to know of its surroundings; nothing has a remote default.

    Without DATABASE_URL and RABBITMQ_URL everything runs embedded below `maxxit_home`.
    """

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    network: Network = Network.PAPER
    database_url: SecretStr | None = None
    rabbitmq_url: SecretStr | None = None
    maxxit_home: Path = Field(default_factory=_home)
    log_format: Literal["console", "json"] = "console"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    bind_address: str = "127.0.0.1"
    port_offset: int = Field(default=0, ge=0, le=60_000)
    """Added to every service's port, so that a second set of them fits on one machine."""

    x_api_proxy_url: HttpUrl | None = None
    tweet_interval: float = Field(default=300.0, gt=0)
    mark_interval: float = Field(default=1.0, gt=0)
    balance_interval: float = Field(default=30.0, gt=0)

    sweep_grace: float = Field(default=15.0, gt=0)
    group_limit: int = Field(default=100, ge=1)
    prefetch: int = Field(default=200, ge=1)
    pool_size: int = Field(default=10, ge=1)
    max_clock_skew: float = Field(default=1.0, gt=0)

    lease: float = Field(default=30.0, gt=0)
    order_life: float = Field(default=15.0, gt=0)
    venue_timeout: float = Field(default=10.0, gt=0)

    paper_seed: str = "maxxit"
    paper_starting_balance: Decimal = Field(default=Decimal(10_000), gt=0)
    paper_marks: Path | None = None
    """A CSV of marks that the PAPER venue quotes; without it prices must be set by hand."""
    paper_keeper_delay: float | None = Field(default=None, ge=0)
    """The most seconds a keeper takes over an order; without it orders trade as they arrive."""
    paper_keeper_cancels: Fraction = Decimal(0)
    paper_partials: Fraction = Decimal(0)
    paper_drops: Fraction = Decimal(0)
    """The share of orders that are lost on their way to the PAPER venue."""
    paper_timeouts: Fraction = Decimal(0)
    """The share of orders that the PAPER venue accepts, with the answer lost."""
    paper_late: Fraction = Decimal(0)
    """As `paper_timeouts`, and for a while the order is not to be found either."""

    @property
    def embedded(self) -> bool:
        """Tell whether this process is to bring its own database and broker."""
        return self.database_url is None and self.rabbitmq_url is None

    def policy(self) -> Policy:
        """Return the rules in force."""
        return Policy(
            network=self.network,
            lease=timedelta(seconds=self.lease),
            order_life=timedelta(seconds=self.order_life),
            venue_timeout=timedelta(seconds=self.venue_timeout),
        )
