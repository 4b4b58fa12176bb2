"""What wallets have on venues, as it was last asked, and the dials their owners set."""

from collections.abc import Mapping
from uuid import UUID

from contracts.market import VenueName, Wallet
from infra.reading.look import Look, Row

_ACCOUNT = """
    select w.wallet as address, b.available, b.seen_at
    from (select cast(:wallet as text) as wallet) w
    left join balance b on b.wallet = w.wallet and b.venue = :venue and b.network = :network
    where :sees_all or w.wallet = :caller or exists (
      select 1 from deployment d where d.account = w.wallet and d.user_wallet = :caller
        and d.network = :network)
"""
_DIALS = """
    select p.risk_tolerance, p.trade_frequency, p.social_sentiment_weight,
      p.price_momentum_focus, p.market_rank_priority
"""
_LIKED = f"""{_DIALS}, p.user_wallet is not null as chosen, w.wallet
    from (select cast(:wallet as text) as wallet) w
    left join preference p on p.user_wallet = w.wallet
    where (:sees_all or w.wallet = :caller)
"""
_LIKED_FOR = f"""{_DIALS}, p.user_wallet is not null as chosen, d.user_wallet as wallet
    from deployment d left join preference p on p.user_wallet = d.user_wallet
    where (:sees_all or d.user_wallet = :caller) and d.network = :network
      and d.id = cast(:id as uuid)
"""


async def account(look: Look, venue: VenueName, wallet: Wallet) -> Row:
    """Tell what a wallet of the caller's could commit on a venue. Raises NotFound."""
    return await look.one(f"account {wallet}", _ACCOUNT, wallet=wallet, venue=venue)


async def liked(look: Look, wallet: Wallet) -> Mapping[str, int] | None:
    """Return the dials a wallet's owner set, None when they set none. Raises NotFound."""
    return _dials(await look.one(f"preferences of {wallet}", _LIKED, wallet=wallet))


async def liked_for(look: Look, deployment_id: UUID) -> Mapping[str, int] | None:
    """Return the dials that a deployment trades by, None for the neutral ones. Raises NotFound."""
    found = await look.one(f"deployment {deployment_id}", _LIKED_FOR, id=deployment_id)
    return _dials(found)


def _dials(row: Row) -> Mapping[str, int] | None:
    if not row["chosen"]:
        return None
    return {name: value for name, value in row.items() if name not in {"chosen", "wallet"}}
