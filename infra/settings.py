"""The one place where the environment is read."""

import json
import os
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    HttpUrl,
    SecretStr,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from contracts.market import Fraction, Network, Symbol, Wallet
from domain.policy import Policy, SizingMode
from infra.rates.terms import SPARE
from infra.research.notes import Name
from infra.servers.embedded import default_home

_LOOPBACK = {"127.0.0.1", "localhost", "[::1]"}


def _home() -> Path:
    return default_home(os.environ)


def _from_json(value: object) -> object:
    return json.loads(value) if isinstance(value, str) else value


def _listed(value: object) -> object:
    return [word.strip() for word in value.split(",")] if isinstance(value, str) else value


def _one_coin(symbol: Symbol) -> Symbol:
    if symbol == "ALL":
        raise ValueError("the service does not know ALL: name each coin")
    return symbol


def _lower(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


Address = Annotated[Wallet, BeforeValidator(_lower)]
Coin = Annotated[Symbol, AfterValidator(_one_coin)]


def _open_to_all(url: HttpUrl) -> bool:
    return url.scheme == "http" and url.host not in _LOOPBACK


class Settings(BaseSettings):
    """What a process needs to know of its surroundings; nothing has a remote default.

    Without DATABASE_URL and RABBITMQ_URL everything runs embedded below `maxxit_home`.
    """

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    network: Network = Network.PAPER
    database_url: SecretStr | None = None
    rabbitmq_url: SecretStr | None = None
    maxxit_home: Path = Field(default_factory=_home)
    log_format: Literal["console", "json"] = "console"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    bind_address: str = "127.0.0.1"
    port_offset: int = Field(default=0, ge=0, le=60_000)
    """Added to every service's port, so that a second set of them fits on one machine."""

    public_url: HttpUrl = HttpUrl("http://127.0.0.1:4000")
    """Where browsers reach the gateway; wallets sign that they sign in there."""
    cors_origin: Annotated[tuple[HttpUrl, ...], NoDecode, BeforeValidator(_listed)] = ()
    """Other origins whose pages may use the gateway with its cookie, separated by commas."""
    login_chain_ids: Annotated[tuple[int, ...], NoDecode, BeforeValidator(_listed)] = Field(
        default=(1, 42161, 421614, 8453), min_length=1
    )
    """The chains a wallet may name in a sign-in message."""
    trusted_hosts: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)] = ()
    """Other names the gateway is called by, separated by commas."""
    requests_per_minute: int = Field(default=1_200, ge=1)
    """How many requests a wallet may make; whoever is not signed in has half, by address."""
    logins_per_minute: int = Field(default=30, ge=1)

    key_wait: float = Field(default=3.0, ge=0, le=10)
    """How many seconds an answer waits for a key that another process is to make."""
    chain_answers: Path | None = None
    """A file of what the chain answered; without it nothing answers, and nothing is approved."""
    safe_module_address: Address | None = None
    """The module that trades from users' Safes."""
    ostium_storage_address: Address | None = None
    """The contract that Ostium takes users' dollars with."""

    x_api_base_url: HttpUrl | None = None
    x_bearer_token: SecretStr | None = Field(default=None, min_length=1)
    x_daily_post_budget: int = Field(default=2_000, ge=0)
    """How many posts may be read from X in a day of UTC; it bills each."""
    x_check_interval: float = Field(default=43_200.0, ge=0)
    """How long a post of the last day goes unasked about, in seconds; 0 is for ever."""
    x_api_proxy_url: HttpUrl | None = None
    tweet_interval: float = Field(default=300.0, gt=0)
    mark_interval: float = Field(default=1.0, gt=0)
    balance_interval: float = Field(default=30.0, gt=0)
    reconcile_interval: float = Field(default=30.0, gt=0)
    max_reconcile_age: float = Field(default=600.0, gt=0)
    """How old the last look at an account may be, in seconds, for an entry to be sent."""
    stop_interval: float = Field(default=1.0, gt=0)
    stream_silence: float = Field(default=10.0, gt=0)
    """Seconds without a message after which a stream of marks is given up and begun anew."""

    keys_dir: Path | None = None
    """Where the key-encryption keys of agent keys are; without it nothing is signed."""

    hyperliquid_url: HttpUrl | None = None
    """Where Hyperliquid is; without it nothing trades there. NETWORK alone says which it is."""
    hyperliquid_exit_slippage: Decimal = Field(default=Decimal("0.05"), gt=0, le=Decimal("0.10"))
    """How far from the mark an order without a limit may trade, as a fraction: exits have none."""
    hyperliquid_weight_per_minute: int = Field(default=1_200, gt=SPARE)
    """What Hyperliquid lets one address ask; all processes behind it share it."""
    hyperliquid_burst_share: float = Field(default=0.25, gt=0, lt=1)
    hyperliquid_close_share: float = Field(default=0.2, ge=0, le=0.5)
    hyperliquid_service_url: HttpUrl | None = None
    """Where the preserved service is that trades on Hyperliquid with keys it is sent."""
    hyperliquid_service_coins: Annotated[tuple[Coin, ...], NoDecode, BeforeValidator(_listed)] = (
        Field(default=("BTC", "ETH", "SOL"), min_length=1)
    )
    """The markets to ask that service about, for it lists none."""
    egress_address: str = Field(default="local", min_length=1)
    """What to call the address that venues see us come from."""

    leaderboard_interval: float = Field(default=3600.0, gt=0)

    research_feeds: Annotated[dict[Name, HttpUrl | Path], NoDecode, BeforeValidator(_from_json)] = (
        Field(default_factory=dict)
    )
    """Where notes of institutes are read, by name: an address of JSON, or a file of JSON lines."""
    research_interval: float = Field(default=120.0, gt=0)

    lunarcrush_base_url: HttpUrl | None = None
    lunarcrush_api_key: SecretStr | None = None
    score_interval: float = Field(default=600.0, gt=0)
    max_score_age: float = Field(default=3600.0, gt=0)
    sizing_mode: SizingMode = SizingMode.LINEAR

    llm_base_url: HttpUrl | None = None
    """An OpenAI-compatible server, up to and with /v1; without it the rules judge posts."""
    llm_replay: bool = False
    """Whether to read recorded answers only, and ask nobody."""
    llm_api_key: SecretStr | None = None
    llm_model: str | None = Field(default=None, min_length=1, validate_default=True)
    llm_json_mode: Literal["schema", "object"] = "schema"
    llm_timeout: float = Field(default=15.0, gt=0)
    llm_max_tokens: int = Field(default=400, ge=50)
    llm_price_in: Decimal | None = Field(default=None, ge=0)
    llm_price_out: Decimal | None = Field(default=None, ge=0, validate_default=True)
    llm_daily_budget_usd: Decimal | None = Field(default=None, gt=0)
    llm_calls_per_minute: int | None = Field(default=None, ge=1)

    sweep_grace: float = Field(default=15.0, gt=0)
    group_limit: int = Field(default=100, ge=1)
    prefetch: int = Field(default=200, ge=1)
    pool_size: int = Field(default=10, ge=1)
    max_clock_skew: float = Field(default=1.0, gt=0)

    lease: float = Field(default=30.0, gt=0)
    order_life: float = Field(default=15.0, gt=0)
    venue_timeout: float = Field(default=10.0, gt=0, validate_default=True)

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

    @field_validator("public_url")
    @classmethod
    def _cookie_not_overheard(cls, url: HttpUrl) -> HttpUrl:
        if _open_to_all(url):
            raise ValueError("should be https: whoever overhears the cookie is the user")
        return url

    @field_validator("x_api_base_url")
    @classmethod
    def _token_not_overheard(cls, url: HttpUrl | None) -> HttpUrl | None:
        if url is not None and _open_to_all(url):
            raise ValueError("should be https: the token goes with every request")
        return url

    @field_validator("hyperliquid_url")
    @classmethod
    def _venue_is_what_it_says(cls, url: HttpUrl | None, info: ValidationInfo) -> HttpUrl | None:
        if url is not None and _open_to_all(url):
            raise ValueError("should be https: orders go there, and prices come from there")
        paper = info.data.get("network") is Network.PAPER
        if url is not None and paper and url.host not in _LOOPBACK:
            raise ValueError("NETWORK=paper trades on this machine alone: say testnet or mainnet")
        return url

    @field_validator("hyperliquid_service_url")
    @classmethod
    def _service_alone_and_private(
        cls, url: HttpUrl | None, info: ValidationInfo
    ) -> HttpUrl | None:
        if url is None:
            return None
        if info.data.get("hyperliquid_url") is not None:
            raise ValueError("HYPERLIQUID_URL is set too: one way to the venue, not two")
        if info.data.get("network") is Network.PAPER:
            raise ValueError("NETWORK=paper is no network of that service: say testnet or mainnet")
        if _open_to_all(url):
            raise ValueError("should be https: keys go there")
        return url

    @field_validator("research_feeds")
    @classmethod
    def _notes_not_tampered_with(
        cls, feeds: dict[str, HttpUrl | Path]
    ) -> dict[str, HttpUrl | Path]:
        if any(isinstance(feed, HttpUrl) and _open_to_all(feed) for feed in feeds.values()):
            raise ValueError("should be https: what is read there is traded")
        return feeds

    @field_validator("llm_model")
    @classmethod
    def _model_with_server(cls, model: str | None, info: ValidationInfo) -> str | None:
        if "llm_base_url" not in info.data:
            return model
        asked = info.data["llm_base_url"] is not None
        if model is None and asked:
            raise ValueError("LLM_BASE_URL needs a model; there is no default")
        if model is not None and not asked and not info.data.get("llm_replay"):
            raise ValueError("a model needs LLM_BASE_URL, or LLM_REPLAY=1 to ask nobody")
        return model

    @field_validator("llm_price_out")
    @classmethod
    def _both_prices(cls, price: Decimal | None, info: ValidationInfo) -> Decimal | None:
        if (price is None) != (info.data.get("llm_price_in") is None):
            raise ValueError("LLM_PRICE_IN and LLM_PRICE_OUT are set together or not at all")
        return price

    @field_validator("venue_timeout")
    @classmethod
    def _over_before_the_lease(cls, seconds: float, info: ValidationInfo) -> float:
        if seconds >= info.data.get("lease", seconds + 1):
            raise ValueError("should be less than LEASE: others take over what lasts longer")
        return seconds

    @field_validator("llm_daily_budget_usd")
    @classmethod
    def _budget_with_prices(cls, budget: Decimal | None, info: ValidationInfo) -> Decimal | None:
        if budget is not None and info.data.get("llm_price_in") is None:
            raise ValueError("a budget in dollars needs LLM_PRICE_IN and LLM_PRICE_OUT")
        return budget

    @property
    def embedded(self) -> bool:
        """Tell whether this process is to bring its own database and broker."""
        return self.database_url is None and self.rabbitmq_url is None

    def policy(self) -> Policy:
        """Return the rules in force."""
        return Policy(
            network=self.network,
            sizing_mode=self.sizing_mode,
            max_score_age=timedelta(seconds=self.max_score_age),
            lease=timedelta(seconds=self.lease),
            order_life=timedelta(seconds=self.order_life),
            venue_timeout=timedelta(seconds=self.venue_timeout),
            max_reconcile_age=timedelta(seconds=self.max_reconcile_age),
        )
