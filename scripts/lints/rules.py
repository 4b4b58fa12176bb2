"""The rules, each a function from a parsed file to its findings."""

import ast
import re
from collections.abc import Callable, Iterator

from scripts.lints.source import Finding, Source

Rule = Callable[[Source], Iterator[Finding]]

MAX_FILE_LINES = 300
MAX_FUNCTION_LINES = 50
PURE = ("contracts/", "domain/")
CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"}
CHANCE = {"uuid.uuid1", "uuid.uuid4", "uuid1", "uuid4", "random", "secrets"}
ROUTING_KEY = re.compile(r"[a-z_]+(\.[a-z_]+)+\.v\d+")
UNIT_OF_WORK = re.compile(r"\b(uow|work|begin|_?units?_of_work)\b")
VENUE_CALLS = {"place", "find"}


def one_commit(source: Source) -> Iterator[Finding]:
    """Only the unit of work commits, so that effect, inbox and outbox commit together."""
    if source.within("infra/unit_of_work.py", "infra/venues/", "tests/"):
        return
    for node in source.nodes:
        if isinstance(node, ast.Call) and _method(node) == "commit":
            yield _finding(source, node, "one-commit", "only infra/unit_of_work.py commits")


def one_clock(source: Source) -> Iterator[Finding]:
    """Only the clock asks for the time, so that a replay decides what the first run decided."""
    if source.within("infra/clock.py", "tests/"):
        return
    for node in source.nodes:
        if isinstance(node, ast.Attribute) and _last_two(node) in CLOCKS:
            yield _finding(source, node, "one-clock", "take `now` as an argument or from a Clock")


def no_chance(source: Source) -> Iterator[Finding]:
    """Contracts and domain decide the same thing every time: ids come from their cause."""
    if not source.within(*PURE):
        return
    for node in source.nodes:
        if CHANCE & _names(node):
            yield _finding(source, node, "no-chance", "derive ids with uuid5; no randomness here")


def no_float(source: Source) -> Iterator[Finding]:
    """Contracts and domain count in Decimal: a float loses cents in silence."""
    if not source.within(*PURE):
        return
    for node in source.nodes:
        literal = isinstance(node, ast.Constant) and isinstance(node.value, float)
        if literal or (isinstance(node, ast.Name) and node.id == "float"):
            yield _finding(source, node, "no-float", "use Decimal")


def short_file(source: Source) -> Iterator[Finding]:
    """A file is read in one sitting."""
    lines = len(source.text.splitlines())
    if lines > MAX_FILE_LINES and not source.within("infra/migrations/versions/"):
        message = f"{lines} lines, at most {MAX_FILE_LINES}"
        yield Finding(source.path, MAX_FILE_LINES + 1, "short-file", message)


def short_function(source: Source) -> Iterator[Finding]:
    """A function is seen on one screen."""
    if source.within("infra/migrations/versions/"):
        return
    for node in source.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > MAX_FUNCTION_LINES:
                message = f"{node.name} has {lines} lines, at most {MAX_FUNCTION_LINES}"
                yield _finding(source, node, "short-function", message)


def one_address_book(source: Source) -> Iterator[Finding]:
    """Routing keys are spelled in one file; everybody else asks it by message class."""
    if source.within("contracts/channels.py", "tests/", "docs/"):
        return
    for node in source.nodes:
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and ROUTING_KEY.fullmatch(text):
            message = f"{text!r} belongs in contracts/channels.py"
            yield _finding(source, node, "one-address-book", message)


def no_venue_in_transaction(source: Source) -> Iterator[Finding]:
    """A venue may hang; a transaction that waits for it holds its locks that long."""
    for node in source.nodes:
        if isinstance(node, ast.AsyncWith) and _opens_transaction(node):
            for call in _venue_calls(node):
                message = "call the venue between transactions, not inside one"
                yield _finding(source, call, "no-venue-in-transaction", message)


RULES: tuple[Rule, ...] = (
    one_commit,
    one_clock,
    no_chance,
    no_float,
    short_file,
    short_function,
    one_address_book,
    no_venue_in_transaction,
)


def _finding(source: Source, node: ast.AST, rule: str, message: str) -> Finding:
    return Finding(source.path, getattr(node, "lineno", 1), rule, message)


def _method(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _last_two(node: ast.Attribute) -> str:
    """Return the last two words of a dotted name: `datetime.now` for `datetime.datetime.now`."""
    return ".".join(ast.unparse(node).split(".")[-2:])


def _names(node: ast.AST) -> set[str]:
    """Return the names a node imports or uses."""
    match node:
        case ast.Import(names=names):
            return {alias.name for alias in names}
        case ast.ImportFrom(module=module, names=names):
            return {module or "", *(alias.name for alias in names)}
        case ast.Attribute():
            return {_last_two(node)}
        case ast.Name(id=name) if name in {"uuid1", "uuid4"}:
            return {name}
        case _:
            return set()


def _opens_transaction(node: ast.AsyncWith) -> bool:
    return any(UNIT_OF_WORK.search(ast.unparse(item)) for item in node.items)


def _venue_calls(block: ast.AsyncWith) -> Iterator[ast.Call]:
    """Yield awaited `place` and `find` calls on anything but the unit of work itself."""
    for node in ast.walk(block):
        if isinstance(node, ast.Await) and isinstance(node.value, ast.Call):
            call = node.value
            if _method(call) in VENUE_CALLS and not UNIT_OF_WORK.search(ast.unparse(call.func)):
                yield call
