"""The part of the tree where money moved: intents, orders, fills and positions."""

from uuid import UUID

from rich.tree import Tree

from cli.explain.words import amount, hop, line, moment, span
from infra.reading import explain_story as story


def draw_intent(tree: Tree, intent: story.Intent, asked: UUID) -> None:
    """Draw a decision to open or to close, with the order that came of it."""
    why = f" for {intent.reason}, attempt {intent.attempt}" if intent.reason else ""
    head = f"intent to {intent.purpose.lower()} {intent.side} {amount(intent.quantity)}"
    terms = [f"{head} {intent.symbol} on {intent.venue}{why}"]
    if intent.collateral is not None:
        terms.append(
            f"collateral {amount(intent.collateral)} USD, leverage {amount(intent.leverage)}"
        )
    if intent.reference_price is not None:
        terms.append(f"reference {amount(intent.reference_price)}")
    text = ", ".join(terms) + hop(intent.after)
    branch = tree.add(line(text, ident=intent.id, asked=asked))
    if intent.order is None:
        branch.add(line("no order yet", style="yellow"))
    else:
        _order(branch, intent.order, asked)


def _order(tree: Tree, order: story.Order, asked: UUID) -> None:
    filled = f"{amount(order.filled)} of {amount(order.quantity)} filled"
    said = ": ".join(word for word in (order.reject_reason, order.detail) if word)
    text = f"order {order.state}, {filled}{', ' + said if said else ''}{hop(order.after)}"
    branch = tree.add(line(text, ident=order.id, asked=asked))
    for attempt in order.attempts:
        unseen = f", not seen {attempt.not_seen} times" if attempt.not_seen else ""
        outcome = attempt.outcome or "on its way"
        branch.add(line(f"attempt {attempt.n}: {outcome}{unseen}{hop(attempt.after)}"))
    for event in order.events:
        detail = f": {event.detail}" if event.detail else ""
        branch.add(line(f"{moment(event.at)} {event.kind}{detail}{hop(event.after)}", style="dim"))
    for fill in order.fills:
        traded = f"{amount(fill.quantity)} at {amount(fill.price)}, fee {amount(fill.fee)} USD"
        branch.add(line(f"fill {fill.id}: {traded}{hop(fill.after)}", style="green"))


def draw_position(tree: Tree, position: story.Position, asked: UUID) -> None:
    """Draw what is held because of fills: its stops, its exits, its result and its bills."""
    head = f"position {position.status}: {position.side} {amount(position.opened_quantity)}"
    entry = f" from {amount(position.entry_price)}" if position.entry_price is not None else ""
    text = f"{head} {position.symbol} on {position.venue}{entry}{hop(position.after)}"
    branch = tree.add(line(text, style="bold", ident=position.id, asked=asked))
    stops = _stops(position)
    if stops:
        branch.add(line(f"stops: {stops}"))
    for intent in position.exits:
        draw_intent(branch, intent, asked)
    branch.add(line(_result(position)))
    for bill in position.bills:
        owed = f"{amount(bill.amount)} {bill.asset}, {bill.status}{hop(bill.after)}"
        branch.add(line(f"bill {bill.kind}: {owed}"))


def _stops(position: story.Position) -> str:
    prices = {
        "hard stop": position.hard_stop_price,
        "take profit": position.take_profit_price,
        "ends at or below": position.trigger_below,
        "ends at or above": position.trigger_above,
        "trails beyond": position.ratchet_at,
        "best price": position.extreme,
    }
    told = [f"{name} {amount(price)}" for name, price in prices.items() if price is not None]
    if position.expires_at is not None:
        told.append(f"ends {moment(position.expires_at)}")
    return ", ".join(told)


def _result(position: story.Position) -> str:
    naked = f"naked for {span(float(position.naked_seconds))}"
    if position.closed_at is None:
        leaving = f", leaving for {position.closing_reason}" if position.closing_reason else ""
        return f"{amount(position.quantity)} {position.symbol} held{leaving}, {naked}"
    if position.opened_at is None:
        return f"nothing was ever held: {position.exit_reason}"
    held = f" after {span(position.held)}" if position.held is not None else ""
    money = (
        f"gross {amount(position.gross_pnl)}, fees {amount(position.fees)},"
        f" net {amount(position.net_pnl)} USD"
    )
    exit_price = amount(position.exit_price)
    return f"ended by {position.exit_reason}{held} at {exit_price}: {money}, {naked}"
