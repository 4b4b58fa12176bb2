"""A story as a tree in the terminal; every text from outside is drawn as text and nothing else."""

from collections import Counter
from collections.abc import Mapping
from uuid import UUID

from rich.text import Text
from rich.tree import Tree

from cli.explain.drawing_trades import draw_intent, draw_position
from cli.explain.words import (
    amount,
    hop,
    line,
    moment,
    percent,
    plain,
    reckoned,
    scored,
    undecided,
    waits,
)
from infra.reading import explain_story as story

MOST_TEXT = 600
MOST_DEPLOYMENTS = 5
"""More than these are counted; --json and the id of one show the rest."""


def draw(told: story.Story) -> Tree:
    """Draw the chain, from the post down, and mark what was asked about."""
    tree = Tree(_post(told), guide_style="dim")
    for verdict in told.verdicts:
        _verdict(tree, verdict)
    for outcome in told.outcomes:
        _outcome(tree, outcome, told)
    if told.post is not None and not told.verdicts:
        tree.add(line("it was not put up for classifying yet", style="yellow"))
    elif _all_done(told) and not told.outcomes and not told.other_outcomes:
        tree.add(line("no agent's outcome yet: the signals stage has not taken it", style="yellow"))
    if told.other_outcomes:
        tree.add(line(f"other outcomes of this post: {_tally(told.other_outcomes)}", style="dim"))
    return tree


def _all_done(told: story.Story) -> bool:
    return all(verdict.state == "DONE" for verdict in told.verdicts)


def _post(told: story.Story) -> Text:
    post = told.post
    if post is None:
        return line("no post: this signal was not made of one", style="bold")
    head = f"{post.kind} post {post.external_id} by {post.author}"
    seen = f"published {moment(post.published_at)}, first seen{hop(post.after)}"
    said = plain(post.text)
    said = said if len(said) <= MOST_TEXT else said[:MOST_TEXT] + "…"
    first = line(head, style="bold", ident=post.id, asked=told.id)
    return Text("\n").join([first, Text(said, style="italic"), line(seen, style="dim")])


def _verdict(tree: Tree, verdict: story.Verdict) -> None:
    if verdict.state != "DONE":
        wrong = f", last error: {verdict.last_error}" if verdict.last_error else ""
        said = f"verdict of {verdict.classifier}: {verdict.state}, attempts {verdict.attempts}"
        tree.add(line(said + wrong, style="yellow"))
        return
    judged = "a candidate" if verdict.candidate else "no candidate"
    head = f"verdict of {verdict.classifier}: {judged}, confidence {amount(verdict.confidence)}"
    branch = tree.add(line(f"{head}: {verdict.reason}{hop(verdict.after)}"))
    if verdict.fallback_for is not None:
        branch.add(line(f"the rules stood in: {verdict.last_error}", style="yellow"))
    if verdict.echo_of is not None:
        branch.add(line(f"an echo of post {verdict.echo_of}", style="yellow"))
    for call in verdict.calls:
        leverage = f" at leverage {call.leverage}" if call.leverage else ""
        said = f"{call.token} {call.direction or 'no direction'} {call.confidence}"
        branch.add(line(said + leverage))


def _outcome(tree: Tree, outcome: story.Outcome, told: story.Story) -> None:
    who = f"agent {outcome.agent}" if outcome.agent_id else "nobody"
    if outcome.signal is not None:
        _signal(tree, outcome.signal, who, told)
        return
    about = f" {outcome.token}" if outcome.token else ""
    why = f"{outcome.reason}: {outcome.detail}"
    tree.add(line(f"{who}: ignored{about}: {why}{hop(outcome.after)}", style="yellow"))


def _signal(tree: Tree, signal: story.Signal, who: str, told: story.Story) -> None:
    score = "no score: default size" if signal.score is None else f"score {amount(signal.score)}"
    head = f"{who}: signal {signal.side} {signal.token}, {percent(signal.size)} of the balance"
    rest = f"{score}, reference {amount(signal.reference_price)}, until {moment(signal.expires_at)}"
    text = f"{head}, {rest}{hop(signal.after)}"
    branch = tree.add(line(text, style="green", ident=signal.id, asked=told.id))
    for said in scored(signal):
        branch.add(line(said, style="dim"))
    for deployment in signal.deployments[:MOST_DEPLOYMENTS]:
        _deployment(branch, deployment, told.id)
    rest_of_them = signal.deployments[MOST_DEPLOYMENTS:]
    if rest_of_them:
        counted = _tally(Counter(_result(deployment) for deployment in rest_of_them))
        branch.add(line(f"{len(rest_of_them)} more deployments: {counted}", style="dim"))
    if told.other_deployments:
        counted = _tally(told.other_deployments)
        branch.add(line(f"other deployments of this agent: {counted}", style="dim"))
    elif not signal.deployments:
        branch.add(line(undecided(signal.asked), style="yellow"))


def _deployment(tree: Tree, deployment: story.Deployment, asked: UUID) -> None:
    seen = deployment.seen_to_fill
    total = f", first fill{hop(seen, since='since the post was seen')}" if seen is not None else ""
    head = f"deployment {deployment.id} of {deployment.wallet}{total}"
    branch = tree.add(line(head, style="bold"))
    if deployment.waiting is not None:
        branch.add(line(waits(deployment.waiting), style="yellow"))
    if deployment.routing is not None:
        _routing(branch, deployment.routing)
    if deployment.intent is not None:
        draw_intent(branch, deployment.intent, asked)
    if deployment.refusal is not None:
        refusal = deployment.refusal
        why = f"refused: {refusal.reason}: {refusal.detail}{hop(refusal.after)}"
        branch.add(line(why, style="yellow"))
    if deployment.position is not None:
        draw_position(branch, deployment.position, asked)


def _routing(tree: Tree, routing: story.Routing) -> None:
    asked_for = ", ".join(routing.requested) or "no venue"
    branch = tree.add(line(f"routed to {routing.selected or 'none'} of {asked_for}"))
    for venue, why in routing.passed_over.items():
        branch.add(line(f"passed over {venue}: {why}", style="yellow"))
    if routing.reckoning is not None:
        for said in reckoned(routing.reckoning):
            branch.add(line(said))


def _result(deployment: story.Deployment) -> str:
    """Say in a word or two what became of a deployment's part."""
    if deployment.refusal is not None:
        return f"refused {deployment.refusal.reason}"
    return deployment.position.status if deployment.position is not None else "waiting"


def _tally(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{n} {word}" for word, n in counts.items())
