"""Requests nobody sane would send: the simulated Hyperliquid answers, and nothing breaks."""

import copy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from infra.simulators.hyperliquid.exchange import read
from infra.simulators.hyperliquid.info import Info
from infra.simulators.hyperliquid.words import NotUnderstood, Refused
from tests.factories_simulator import (
    CLOID,
    NOON_MS,
    STRANGER,
    USER,
    a_request,
    a_venue,
    an_action,
    an_order,
    sent,
)

ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(1 << 70), 1 << 70),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(["1e400", "NaN", "-0", "9" * 16, "0." + "1" * 9, "0x", STRANGER, "٣"]),
    st.lists(st.none(), max_size=2),
    st.dictionaries(st.sampled_from(["type", "a", "limit"]), st.none(), max_size=2),
)
TRIGGER = {"trigger": {"isMarket": True, "triggerPx": "57000", "tpsl": "sl"}}
SIGNED = {
    "type": "approveAgent",
    "signatureChainId": "0x66eee",
    "agentAddress": STRANGER,
    "agentName": "x",
    "nonce": NOON_MS,
}
WHOLE = (
    a_request(an_action(an_order(c=CLOID), an_order(t=TRIGGER)), expires_after=NOON_MS),
    a_request({"type": "cancel", "cancels": [{"a": 3, "o": 1}]}),
    a_request({"type": "cancelByCloid", "cancels": [{"asset": 3, "cloid": CLOID}]}),
    a_request({"type": "updateLeverage", "asset": 3, "isCross": True, "leverage": 3}),
    a_request({"type": "noop"}) | {"action": SIGNED},
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """List every place in a document."""
    below = value.items() if isinstance(value, dict) else enumerate(value)
    return [
        deeper
        for key, item in below
        for deeper in (
            [(*path, key), *places(item, (*path, key))]
            if isinstance(item, dict | list)
            else [(*path, key)]
        )
    ]


def replaced(document: Any, path: tuple[Any, ...], odd: Any) -> Any:
    changed = copy.deepcopy(document)
    spot = changed
    for key in path[:-1]:
        spot = spot[key]
    spot[path[-1]] = odd
    return changed


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_one_odd_value_anywhere_is_refused_and_changes_nothing(data: st.DataObject) -> None:
    venue = a_venue()
    request = data.draw(st.sampled_from(WHOLE))
    path = data.draw(st.sampled_from(places(request)))
    body = replaced(request, path, data.draw(ODD))
    if body == request:
        return
    try:
        answer = sent(venue, body)
    except NotUnderstood:
        answer = {"status": "err"}
    assert answer["status"] == "err"
    assert venue.state.fills == []


@settings(deadline=None, max_examples=60)
@given(ODD)
def test_any_document_is_read_or_refused(body: Any) -> None:
    try:
        read(a_venue(), body)
    except (NotUnderstood, Refused):
        return
    raise AssertionError("that was no request")


QUESTIONS = st.fixed_dictionaries(
    {
        "type": st.sampled_from(
            ["orderStatus", "userFillsByTime", "l2Book", "activeAssetData", "userFunding", "meta"]
        )
    },
    optional={"user": st.one_of(ODD, st.just(USER)), "oid": ODD, "coin": ODD, "startTime": ODD},
)


@settings(deadline=None, max_examples=100)
@given(QUESTIONS)
def test_any_question_is_answered_or_not_understood(asked: Any) -> None:
    try:
        kind, _ = Info(a_venue()).answer(asked)
    except NotUnderstood:
        return
    assert kind == asked["type"]
