"""`/exchange`: whose request it is, whether it may act, and what it does."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from eth_keys.exceptions import BadSignature
from eth_utils.exceptions import ValidationError

from infra.simulators.hyperliquid.accounts import Leverage
from infra.simulators.hyperliquid.actions import address, canonical, table, text, wanted, whole
from infra.simulators.hyperliquid.desk import spelled
from infra.simulators.hyperliquid.desk import wake_children as let_children_go
from infra.simulators.hyperliquid.faults import Asked
from infra.simulators.hyperliquid.limits import STALE_COST, batch
from infra.simulators.hyperliquid.orders import Grouping, Order
from infra.simulators.hyperliquid.user_signed import is_user_signed, nonce_of, typed_data
from infra.simulators.hyperliquid.venue import SimVenue
from infra.simulators.hyperliquid.words import (
    EXPIRED,
    LEVERAGE_MARGIN,
    LEVERAGE_SWITCH,
    LEVERAGE_VALUE,
    MUST_DEPOSIT,
    NO_BUILDER,
    NO_SUCH_WALLET,
    NO_VAULT,
    NOT_THERE,
    SCHEDULE,
    TOO_MUCH,
    Json,
    NotUnderstood,
    OrderRefused,
    Refused,
    Status,
)
from infra.venues.hyperliquid.signing import Signature, approver, recover_l1_signer

DEFAULT: Final[Json] = {"type": "default"}
_PARITIES: Final = (27, 28)


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A request that could be read; `signer` is whoever its signature belongs to."""

    action: Json
    nonce: int
    signer: str
    in_person: bool
    vault: str | None = None
    expires: int | None = None


def read(venue: SimVenue, body: Any) -> Envelope:
    """Read a request and recover its signer. Raises NotUnderstood and Refused."""
    fields = table(body)
    raw = table(fields.get("action"))
    nonce, signature = whole(fields, "nonce"), _signature(table(fields.get("signature")))
    try:
        if is_user_signed(raw.get("type")):
            return _in_person(venue, raw, nonce, signature)
        return _by_agent(venue, fields, nonce, signature)
    except (BadSignature, ValidationError, ValueError) as error:
        raise Refused("Unable to recover signer.") from error


def _in_person(venue: SimVenue, raw: Json, nonce: int, signature: Signature) -> Envelope:
    data = typed_data(raw, mainnet=venue.mainnet)
    if nonce_of(raw) != nonce:
        raise Refused("Nonce mismatch.")
    signer = approver(data, signature)
    action = {"type": raw["type"]} | data["message"]
    return Envelope(action=action, nonce=nonce, signer=signer, in_person=True)


def _by_agent(venue: SimVenue, fields: Json, nonce: int, signature: Signature) -> Envelope:
    action = canonical(fields["action"])
    vault = None if fields.get("vaultAddress") is None else address(fields, "vaultAddress")
    expires = None if fields.get("expiresAfter") is None else whole(fields, "expiresAfter")
    signer = recover_l1_signer(
        signature,
        action,
        nonce,
        vault_address=vault,
        expires_after=expires,
        mainnet=venue.mainnet,
    )
    return Envelope(
        action=action, nonce=nonce, signer=signer, in_person=False, vault=vault, expires=expires
    )


def _signature(raw: Json) -> Signature:
    if whole(raw, "v") not in _PARITIES:
        raise NotUnderstood("v is neither 27 nor 28")
    return Signature(r=text(raw, "r"), s=text(raw, "s"), v=raw["v"])


class Exchange:
    """Carries requests out, one at a time and each of them whole."""

    def __init__(self, venue: SimVenue) -> None:
        self._venue = venue
        self._state = venue.state

    def asked(self, envelope: Envelope) -> Asked:
        """Show a request to the faults."""
        action = envelope.action
        items = [*action.get("orders", ()), *action.get("cancels", ())]
        return Asked(
            exchange=True,
            kind=action["type"],
            user=self._principal(envelope) or envelope.signer,
            cloids=tuple(str(item.get("c") or item.get("cloid") or "") for item in items),
        )

    def carry_out(self, envelope: Envelope) -> Json:
        """Do what is asked and return the answer's `response`.

        Raises Refused; then nothing has happened and the nonce is unspent.
        """
        now, user = self._venue.now(), self._owner(envelope)
        volume = self._state.accounts[user].volume
        if envelope.expires is not None and now > envelope.expires:
            self._venue.limits.count(user, STALE_COST, now)
            raise Refused(EXPIRED)
        self._state.nonces.check(envelope.signer, envelope.nonce, now)
        if envelope.vault is not None:
            raise Refused(NO_VAULT.format(address=envelope.vault))
        self._venue.limits.check(user, envelope.action, volume, now)
        answer, reached = self._act(user, envelope, now)
        if reached:
            self._state.nonces.spend(envelope.signer, envelope.nonce)
            self._venue.limits.count(user, batch(envelope.action), now)
        return answer

    def _principal(self, envelope: Envelope) -> str | None:
        if envelope.in_person:
            return envelope.signer
        return self._state.agents.principal(envelope.signer, self._venue.now())

    def _owner(self, envelope: Envelope) -> str:
        """Tell whose account a request acts on. Raises Refused."""
        signer, principal = envelope.signer, self._principal(envelope)
        if principal is None and signer in self._state.accounts:
            return signer
        if principal is None:
            master = self._state.agents.just_lost(signer, self._venue.now())
            text = NO_SUCH_WALLET if master is None else MUST_DEPOSIT
            raise Refused(text.format(address=master or signer))
        account = self._state.accounts.get(principal)
        if account is None:
            raise Refused(MUST_DEPOSIT.format(address=principal))
        return principal

    def _act(self, user: str, envelope: Envelope, now: int) -> tuple[Json, bool]:
        """Do one action; the flag is False when it was stopped before the books."""
        action = envelope.action
        match action["type"]:
            case "order":
                return self._order(user, action, now)
            case "cancel" | "cancelByCloid":
                return self._cancel(user, action, now), True
            case "updateLeverage":
                self._leverage(user, action)
            case "approveAgent":
                agent, name = action["agentAddress"], action["agentName"]
                self._state.agents.approve(user, agent, name, now)
            case "usdSend" | "withdraw3":
                self._send(user, action)
            case "noop":
                pass
            case "scheduleCancel":
                traded = round(self._state.accounts[user].volume, 2)
                raise Refused(SCHEDULE.format(traded=traded))
            case other:
                raise Refused(f"The simulator does not do {other}.")
        return DEFAULT, True

    def _order(self, user: str, action: Json, now: int) -> tuple[Json, bool]:
        if "builder" in action:
            raise Refused(NO_BUILDER)
        asked = [wanted(order) for order in action["orders"]]
        try:
            for one in asked:
                spelled(self._state.asset(one.asset), one)
        except OrderRefused as refusal:
            return _statuses("order", [{"error": refusal.text}]), False
        statuses = self._venue.desk.place(user, asked, Grouping(action["grouping"]), now)
        return _statuses("order", statuses), True

    def _cancel(self, user: str, action: Json, now: int) -> Json:
        statuses: list[Json | str] = []
        for item in action["cancels"]:
            index = item["a"] if "a" in item else item["asset"]
            order = self._found(user, item)
            if order is None or order.wanted.asset != index:
                statuses.append({"error": NOT_THERE.format(asset=index)})
                continue
            self._state.end(order, Status.CANCELED, now)
            let_children_go(self._state, order, now)
            statuses.append("success")
        return _statuses("cancel", statuses)

    def _found(self, user: str, item: Json) -> Order | None:
        """Find an open order of a user by either of its names, the newest first."""
        oids = [item["o"]] if "o" in item else self._state.by_cloid.get((user, item["cloid"]), [])
        resting = (self._state.resting.get(oid) for oid in reversed(oids))
        return next((order for order in resting if order and order.user == user), None)

    def _leverage(self, user: str, action: Json) -> None:
        asset, account = self._state.asset(action["asset"]), self._state.accounts[user]
        leverages = account.leverages
        if not 1 <= action["leverage"] <= asset.max_leverage:
            raise Refused(LEVERAGE_VALUE)
        held = account.positions.get(asset.coin)
        if held is not None and held.cross is not action["isCross"]:
            raise Refused(LEVERAGE_SWITCH)
        wish, before = Leverage(value=action["leverage"], cross=action["isCross"]), dict(leverages)
        leverages[asset.coin] = wish
        if held is not None and held.cross and self._state.valuation(account).free < 0:
            account.leverages = before
            raise Refused(LEVERAGE_MARGIN)

    def _send(self, user: str, action: Json) -> None:
        """Move money out, to another account or off the venue."""
        try:
            usd = Decimal(action["amount"])
        except InvalidOperation as error:
            raise Refused("Invalid amount") from error
        free = self._state.valuation(self._state.accounts[user]).free
        if not 0 < usd <= free:
            raise Refused(TOO_MUCH)
        self._venue.deposit(user, -usd)
        if action["type"] == "usdSend":
            self._venue.deposit(action["destination"], usd)


def _statuses(kind: str, statuses: list[Json | str]) -> Json:
    return {"type": kind, "data": {"statuses": statuses}}
