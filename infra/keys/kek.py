"""Key-encryption keys: one a file, in a directory that nobody else can read.

A file's name is the key's id (`kid`), its content 64 hex digits. The one named in the file
`active` seals what is new, or the last by name when there is no such file. They are never in
the database, in a setting or in the environment.
"""

import os
import re
import stat
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from domain.errors import Conflict

KEK_BYTES: Final = 32
ACTIVE: Final = "active"
_KID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_NUMBERED: Final = re.compile(r"k(\d{4})")
_HEX: Final = re.compile(rb"[0-9a-f]{64}\n?")
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
_OTHERS_WRITE: Final = stat.S_IWGRP | stat.S_IWOTH


class KeysUnusable(Conflict):
    """The key-encryption keys are missing, unsafe or broken; the message is one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kek:
    """A key that encrypts the data keys of rows: 32 bytes, never shown."""

    kid: str
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Keks:
    """Every key-encryption key there is, and which of them seals what is new."""

    active: Kek
    every: Mapping[str, Kek] = field(repr=False)

    def named(self, kid: str) -> Kek:
        """Return a key by its id. Raises KeysUnusable when its file is not there."""
        if kid not in self.every:
            raise KeysUnusable(f"the key-encryption key {kid} is missing")
        return self.every[kid]


class KeyDirectory:
    """The directory of key-encryption keys; it is read anew whenever it is asked."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def load(self) -> Keks:
        """Read every key. Raises KeysUnusable when one is missing, unsafe or broken."""
        every = {path.name: _read(path) for path in self._files()}
        if not every:
            raise KeysUnusable(f"there is no key in {self.path}: run `maxxit keys init`")
        chosen = self._chosen() or max(every)
        if chosen not in every:
            raise KeysUnusable(f"{self.path / ACTIVE} names {chosen}, and there is no such key")
        return Keks(active=every[chosen], every=every)

    def make(self) -> Kek:
        """Write a new key, last by name and readable by this user alone; it is not active yet.

        Where no key is named active, the one that was so by its name is named first. Raises
        KeysUnusable when the directory is unsafe or another process makes a key at this moment.
        """
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        names = [path.name for path in self._files()]
        if names and self._chosen() is None:
            self.activate(max(names))
        kek = Kek(kid=_next(names), secret=os.urandom(KEK_BYTES))
        with _written(self.path, kek.secret.hex()) as whole:
            _place(whole, self.path / kek.kid)
        return kek

    def activate(self, kid: str) -> None:
        """Let a key seal what is new from now on; half of this is never seen."""
        with _written(self.path, kid) as whole:
            whole.rename(self.path / ACTIVE)

    def _chosen(self) -> str | None:
        path = self.path / ACTIVE
        return path.read_text(encoding="ascii").strip() if path.exists() else None

    def _files(self) -> Iterator[Path]:
        _require_own(self.path)
        for path in sorted(self.path.iterdir()):
            if path.name == ACTIVE or path.name.startswith("."):
                continue
            if not _KID.fullmatch(path.name):
                raise KeysUnusable(f"{path} is no key: a name has a-z, 0-9 and dashes")
            yield path


def _require_own(directory: Path) -> None:
    try:
        mode = directory.stat().st_mode
    except FileNotFoundError:
        raise KeysUnusable(f"{directory} is missing: run `maxxit keys init`") from None
    if not stat.S_ISDIR(mode):
        raise KeysUnusable(f"{directory} is no directory")
    if mode & _OTHERS_WRITE:
        raise KeysUnusable(f"{directory} can be written by others: chmod 700 it")


def _read(path: Path) -> Kek:
    """Read one key, having looked at the very file that is read."""
    try:
        with path.open("rb") as file:
            found = os.fstat(file.fileno())
            if found.st_mode & _OTHERS:
                raise KeysUnusable(f"{path} can be read by others: chmod 400 it")
            text = file.read(KEK_BYTES * 4)
    except OSError as error:
        raise KeysUnusable(f"{path} cannot be read: {error.strerror}") from None
    if not _HEX.fullmatch(text):
        raise KeysUnusable(f"{path} is no key: it should hold {2 * KEK_BYTES} hex digits")
    return Kek(kid=path.name, secret=bytes.fromhex(text.decode().strip()))


@contextmanager
def _written(directory: Path, text: str) -> Iterator[Path]:
    """Yield a whole file that nobody reads yet; it is gone, or elsewhere, at the end."""
    number, name = tempfile.mkstemp(prefix=".", dir=directory)
    whole = Path(name)
    try:
        with os.fdopen(number, "w", encoding="ascii") as file:
            os.fchmod(file.fileno(), 0o400)
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        yield whole
        _flush(directory)
    finally:
        whole.unlink(missing_ok=True)


def _place(whole: Path, path: Path) -> None:
    """Give a file its name, unless another has it."""
    try:
        path.hardlink_to(whole)
    except FileExistsError:
        raise KeysUnusable(f"{path} was made by another at this moment: try again") from None


def _flush(directory: Path) -> None:
    """See to it that the names in a directory outlive a loss of power."""
    number = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _next(names: list[str]) -> str:
    numbered = (_NUMBERED.fullmatch(name) for name in names)
    return f"k{max((int(found[1]) for found in numbered if found), default=0) + 1:04d}"
