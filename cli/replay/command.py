"""`maxxit replay`: the platform's decisions made again, from files or from the stored log."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from cli.embedded import opened
from cli.output import (
    BAD_INPUT,
    FAILED,
    console,
    print_json,
    problems,
    refuse,
    run,
    settings_or_exit,
)
from cli.replay import options, tape
from cli.replay.days import Days, days_of
from cli.replay.figures import differing, document
from cli.replay.inputs import BadInput, Extra, Files, read_scene
from cli.replay.log import Given, read_logged
from cli.replay.outcome import Outcome, outcome_of
from cli.replay.play import Played, Remembered, play
from cli.replay.printing import tell, tell_difference
from cli.replay.rules import BadChange, Rules, changed, parsed
from cli.replay.scene import Scene, Step, steps
from cli.replay.whatif import Paired, compare
from cli.world import RECORDED, paper_behaviour
from infra.classifiers.rules import RulesClassifier
from infra.logging import configure_logging
from infra.settings import Settings

DIGEST = "digest.txt"
"""Beside a file of posts, this holds the digest that a replay of it comes to."""
SEED = 1
"""What days are redrawn by unless a seed is given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What was asked for on the command line."""

    files: Files
    given: Given
    from_log: bool
    days: Days | None
    """None is all of the log."""
    changes: Sequence[str]
    seed: int | None
    as_json: bool
    html: Path | None
    save: Path | None
    compare: Sequence[str] | None
    """The lines of another tape."""
    expected: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A replay and, with changed rules, the other one beside it."""

    base: Played
    outcome: Outcome
    changed: Played | None = None
    changed_outcome: Outcome | None = None
    paired: Paired | None = None


def replay(  # noqa: PLR0913, PLR0917 - one parameter for each option
    posts: options.Posts = RECORDED / "posts.jsonl",
    marks: options.Marks = None,
    agents: options.Agents = None,
    scene: options.SceneOption = None,
    scores: options.Scores = None,
    preferences: options.PreferencesOption = None,
    from_log: options.FromLog = None,
    days: options.DaysOption = None,
    changes: options.Changes = None,
    seed: options.Seed = None,
    as_json: options.AsJson = False,
    html: options.Html = None,
    save_decisions: options.SaveDecisions = None,
    compare_with: options.Compare = None,
) -> None:
    """Decide everything again on a clock of its own; with --set, tell what would have changed."""
    configure_logging(form="console", level="CRITICAL")
    extra = Extra(scene=scene, scores=scores, preferences=preferences)
    others = (marks, agents, scene, scores, preferences, from_log, seed)
    wanted = Wanted(
        files=Files.beside(posts, marks, agents, extra),
        given=Given(marks=marks, extra=_circumstances(extra, marks)),
        from_log=from_log is not None,
        days=_days(from_log, days) if from_log else None,
        changes=changes or [],
        seed=seed,
        as_json=as_json,
        html=html,
        save=save_decisions,
        compare=_tape(compare_with) if compare_with else None,
        expected=_expected(posts) if not any(others) else None,
    )
    if not run(_replay(settings_or_exit(), wanted)):
        raise typer.Exit(FAILED)


def _circumstances(extra: Extra, marks: Path | None) -> Extra:
    """Find the circumstances beside the marks, where there are marks and nothing else is named."""
    beside = extra.beside(marks).scene if marks else extra.scene
    return replace(extra, scene=beside)


def _days(words: str, count: int | None) -> Days | None:
    try:
        return days_of(words, count)
    except BadInput as error:
        refuse(str(error), code=BAD_INPUT)


def _tape(path: Path) -> list[str]:
    try:
        return tape.load(path)
    except (OSError, UnicodeDecodeError) as error:
        refuse(f"{path}: {error}", code=BAD_INPUT)


def _expected(posts: Path) -> str | None:
    beside = posts.parent / DIGEST
    return beside.read_text().strip() if beside.is_file() else None


async def _replay(settings: Settings, wanted: Wanted) -> bool:
    try:
        scene = await _scene(settings, wanted)
        rules = _rules(settings, scene, wanted)
        other = changed(rules, parsed(wanted.changes)) if wanted.changes else None
    except (BadChange, BadInput) as error:
        refuse(str(error), code=BAD_INPUT)
    if other is not None:
        # Both runs have to ask the same venue, and only the simulated one can answer anything.
        scene = scene.simulated
    told = await _told(scene, rules, other, wanted)
    _tell(told, wanted)
    return _judged(told.base, wanted)


async def _scene(settings: Settings, wanted: Wanted) -> Scene:
    if not wanted.from_log:
        return read_scene(wanted.files, settings.network)
    async with opened(settings) as engine:
        return await read_logged(engine, settings.network, wanted.days, wanted.given)


def _rules(settings: Settings, scene: Scene, wanted: Wanted) -> Rules:
    usual = Rules(policy=settings.policy(), behaviour=paper_behaviour(settings))
    if wanted.seed is not None:
        usual = replace(usual, behaviour=replace(usual.behaviour, seed=str(wanted.seed)))
    return changed(usual, scene.changes)


async def _told(scene: Scene, rules: Rules, other: Rules | None, wanted: Wanted) -> Told:
    classifier = Remembered(RulesClassifier(), scene.readings)
    taped = wanted.save is not None or wanted.compare is not None
    with _progress(len(steps(scene)), "replaying") as advance:
        base = await play(scene, rules, classifier, taped=taped, advance=advance)
    outcome = outcome_of(base)
    if other is None:
        return Told(base=base, outcome=outcome)
    with _progress(len(steps(scene, delay=other.delay)), "what if") as advance:
        second = await play(scene, other, classifier, advance=advance)
    theirs = outcome_of(second)
    seed = SEED if wanted.seed is None else wanted.seed
    paired = compare(base, second, outcome, theirs, seed=seed)
    return Told(base=base, outcome=outcome, changed=second, changed_outcome=theirs, paired=paired)


def _tell(told: Told, wanted: Wanted) -> None:
    if wanted.as_json:
        print_json(_document(told, wanted))
    else:
        tell(told.base, told.outcome)
        if told.changed_outcome and told.paired:
            rules = ", ".join(wanted.changes)
            tell_difference(told.outcome, told.changed_outcome, told.paired, rules)
    try:
        _write(told, wanted)
    except OSError as error:
        refuse(str(error), code=FAILED)


def _document(told: Told, wanted: Wanted) -> dict[str, object]:
    whole: dict[str, object] = {"base": document(told.base, told.outcome)}
    if wanted.expected is not None:
        same = told.base.digest == wanted.expected
        whole |= {"expected": wanted.expected, "same": same}
    if told.changed and told.changed_outcome and told.paired:
        whole["changes"] = list(wanted.changes)
        whole["changed"] = document(told.changed, told.changed_outcome)
        whole["difference"] = differing(told.paired)
    return whole


def _write(told: Told, wanted: Wanted) -> None:
    if wanted.save is not None:
        tape.save(told.base.tape, wanted.save)
    if wanted.html is not None:
        from cli.replay.page import page  # noqa: PLC0415 - drawing is slow to import and seldom asked for

        outcomes = {"as it is": told.outcome}
        if told.changed_outcome:
            outcomes["changed"] = told.changed_outcome
        drawn = page(told.base, outcomes, told.paired, wanted.changes)
        wanted.html.write_text(drawn, encoding="utf-8")
        problems.print(f"wrote {wanted.html}", highlight=False)


def _judged(base: Played, wanted: Wanted) -> bool:
    """Say whether the replay is what it is to be equal to; nothing named is equal to anything."""
    return _is_expected(base, wanted) and _is_same(base, wanted)


def _is_expected(base: Played, wanted: Wanted) -> bool:
    if wanted.expected is None or base.digest == wanted.expected:
        if wanted.expected is not None and not wanted.as_json:
            console.print("[green]equal to the committed one[/green]")
        return True
    problems.print(f"[red]the committed digest is {wanted.expected}[/red]", highlight=False)
    return False


def _is_same(base: Played, wanted: Wanted) -> bool:
    if wanted.compare is None:
        return True
    difference = tape.first_difference(base.tape, wanted.compare)
    if difference is None:
        problems.print("the same as before, line for line", highlight=False)
        return True
    problems.print(f"[red]line {difference.number} is the first that differs[/red]")
    problems.print(f"  here:  {difference.ours or 'nothing more'}", highlight=False, markup=False)
    problems.print(f"  there: {difference.theirs or 'nothing more'}", highlight=False, markup=False)
    return False


@contextmanager
def _progress(total: int, what: str) -> Iterator[Callable[[Step], None]]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    if not problems.is_terminal:
        yield lambda _: None
        return
    with Progress(*columns, console=problems, transient=True) as bar:
        task = bar.add_task(what, total=total)

        def advance(step: Step) -> None:
            bar.update(task, advance=1, description=f"{what} {step.at:%d %b}")

        yield advance
