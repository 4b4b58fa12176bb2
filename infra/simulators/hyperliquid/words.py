"""What the venue says when it says no, word for word, and the states an order can be in."""

from enum import StrEnum
from typing import Any, Final

Json = dict[str, Any]
"""A JSON object as it stands on the wire."""

NOWHERE: Final = "0x" + "0" * 40
"""The address that removes an agent."""


class Status(StrEnum):
    """Where an order stands, as `orderStatus` spells it."""

    OPEN = "open"
    FILLED = "filled"
    CANCELED = "canceled"
    TRIGGERED = "triggered"
    REDUCE_ONLY_CANCELED = "reduceOnlyCanceled"
    SIBLING_FILLED_CANCELED = "siblingFilledCanceled"
    LIQUIDATED_CANCELED = "liquidatedCanceled"
    MIN_VALUE_REJECTED = "minTradeNtlRejected"
    MARGIN_REJECTED = "perpMarginRejected"
    REDUCE_ONLY_REJECTED = "reduceOnlyRejected"
    POST_ONLY_REJECTED = "badAloPxRejected"
    NO_MATCH_REJECTED = "iocCancelRejected"
    TRIGGER_PRICE_REJECTED = "badTriggerPxRejected"
    NO_LIQUIDITY_REJECTED = "marketOrderNoLiquidityRejected"
    ORACLE_REJECTED = "oracleRejected"
    TOLD_REJECTED = "rejected"


class Refused(Exception):
    """The whole request is refused: `{"status": "err"}`, and its nonce stays unspent."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class NotUnderstood(Exception):
    """The body is no request of this venue: 422, in plain text."""


class OrderRefused(Exception):
    """One order is refused: an error among the statuses of a request that was accepted."""

    def __init__(self, status: Status, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


UNPARSED: Final = "Failed to deserialize the JSON body into the target type"
NO_SUCH_WALLET: Final = "User or API Wallet {address} does not exist."
MUST_DEPOSIT: Final = "Must deposit before performing actions. User: {address}"
EXPIRED: Final = "Action already expired"
NONCE_TWICE: Final = "Invalid nonce: duplicate nonce {nonce}"
NONCE_LOW: Final = "Invalid nonce: nonce too low {nonce} < {least}"
NONCE_HIGH: Final = "Invalid nonce: nonce too high {nonce} > {most}"
NO_VAULT: Final = "Vault not registered: {address}"
NO_BUILDER: Final = "Builder fee has not been approved."
NO_ASSET: Final = "Unknown asset: {asset}"
AGENT_USED: Final = "Extra agent already used."
AGENT_NAME: Final = "Extra agent name must be between 1 and 16 characters long"
AGENT_EXPIRED: Final = "Agent valid_until already expired."
AGENT_PENDING: Final = "User has pending agent removal"
AGENT_MANY: Final = "Too many extra agents for cumulative volume traded. Current limit is {limit}"
LEVERAGE_VALUE: Final = "Invalid leverage value"
LEVERAGE_SWITCH: Final = "Cannot switch leverage type with open position."
LEVERAGE_MARGIN: Final = (
    "Cross position does not have sufficient margin available to decrease leverage."
)
SCHEDULE: Final = (
    "Cannot set scheduled cancel time until enough volume traded. "
    "Required: $1000000. Traded: ${traded}."
)
TOO_MANY: Final = (
    "Too many cumulative requests sent ({used} > {cap}) for cumulative volume traded ${traded}. "
    "Place taker orders to free up 1 request per USDC traded."
)
TOO_MUCH: Final = "Insufficient balance for withdrawal"

TICK: Final = "Price must be divisible by tick size. asset={asset}"
BAD_PRICE: Final = "Order has invalid price."
BAD_SIZE: Final = "Order has invalid size."
NO_SIZE: Final = "Order has zero size."
MIN_VALUE: Final = "Order must have minimum value of $10. asset={asset}"
MARGIN: Final = "Insufficient margin to place order. asset={asset}"
REDUCE_ONLY: Final = "Reduce only order would increase position. asset={asset}"
POST_ONLY: Final = (
    "Post only order would have immediately matched, bbo was {bid}@{ask}. asset={asset}"
)
NO_MATCH: Final = "Order could not immediately match against any resting orders. asset={asset}"
TRIGGER_PRICE: Final = "Invalid TP/SL price. asset={asset}"
FAR: Final = "Order price cannot be more than 80% away from the reference price. asset={asset}"
NOT_THERE: Final = "Order was never placed, already canceled, or filled. asset={asset}"
