"""The directory of key-encryption keys: what is read, what is refused, and which one seals."""

from pathlib import Path

import pytest

from infra.keys.kek import KEK_BYTES, KeyDirectory, KeysUnusable


@pytest.fixture
def directory(tmp_path: Path) -> KeyDirectory:
    made = KeyDirectory(tmp_path / "keys")
    made.make()
    return made


def put(directory: KeyDirectory, name: str, text: str, mode: int = 0o400) -> Path:
    path = directory.path / name
    path.write_text(text)
    path.chmod(mode)
    return path


def refusal(directory: KeyDirectory) -> str:
    with pytest.raises(KeysUnusable) as told:
        directory.load()
    assert "\n" not in str(told.value)
    return str(told.value)


def test_the_first_key_is_random_active_and_nobody_elses_to_read(directory: KeyDirectory) -> None:
    keks = directory.load()
    assert (keks.active.kid, list(keks.every)) == ("k0001", ["k0001"])
    assert len(keks.active.secret) == KEK_BYTES
    assert directory.path.stat().st_mode & 0o777 == 0o700
    assert (directory.path / "k0001").stat().st_mode & 0o777 == 0o400
    assert [path.name for path in directory.path.iterdir()] == ["k0001"]


def test_the_next_key_is_not_active_before_it_is_said_to_be(directory: KeyDirectory) -> None:
    first = directory.load().active
    assert directory.make().kid == "k0002"
    assert directory.load().active == first
    directory.activate("k0002")
    assert directory.load().active.kid == "k0002"
    assert directory.make().kid == "k0003"
    assert directory.load().active.kid == "k0002"


def test_without_a_file_that_names_it_the_last_by_name_is_active(directory: KeyDirectory) -> None:
    put(directory, "k0002", "ab" * 32)
    assert directory.load().active.kid == "k0002"


def test_a_key_that_nobody_has_is_named(directory: KeyDirectory) -> None:
    with pytest.raises(KeysUnusable, match="k0007 is missing"):
        directory.load().named("k0007")


def test_an_active_key_that_is_not_there_is_named(directory: KeyDirectory) -> None:
    directory.activate("k0009")
    assert "names k0009" in refusal(directory)


@pytest.mark.parametrize("mode", [0o440, 0o404, 0o640, 0o660, 0o604, 0o420])
def test_a_key_that_others_can_read_or_write_is_refused(directory: KeyDirectory, mode: int) -> None:
    (directory.path / "k0001").chmod(mode)
    assert "k0001 can be read by others: chmod 400 it" in refusal(directory)


def test_its_owner_may_be_able_to_write_it(directory: KeyDirectory) -> None:
    (directory.path / "k0001").chmod(0o600)
    assert directory.load().active.kid == "k0001"


@pytest.mark.parametrize("mode", [0o770, 0o707, 0o722])
def test_a_directory_that_others_can_write_is_refused(directory: KeyDirectory, mode: int) -> None:
    directory.path.chmod(mode)
    assert "can be written by others" in refusal(directory)


@pytest.mark.parametrize(
    "text", ["", "ab" * 31, "ab" * 33, "ab" * 32 + " x", "zz" * 32, "AB" * 32, "ab" * 300]
)
def test_what_is_not_64_hex_digits_is_no_key(directory: KeyDirectory, text: str) -> None:
    put(directory, "k0002", text)
    told = refusal(directory)
    assert "k0002 is no key: it should hold 64 hex digits" in told
    assert not text or text[:20] not in told


def test_a_key_without_an_end_of_line_is_a_key_too(directory: KeyDirectory) -> None:
    put(directory, "k0002", "ab" * 32)
    assert directory.load().named("k0002").secret == b"\xab" * 32


@pytest.mark.parametrize("name", ["k0001~", "K0002", "k 3", "key.pem", "-k"])
def test_a_file_that_is_not_named_like_a_key_is_refused(directory: KeyDirectory, name: str) -> None:
    put(directory, name, "ab" * 32)
    assert f"{name} is no key" in refusal(directory)


def test_what_begins_with_a_dot_is_left_alone(directory: KeyDirectory) -> None:
    put(directory, ".k0002.swp", "anything", mode=0o644)
    assert list(directory.load().every) == ["k0001"]


def test_a_key_may_be_a_link_and_what_it_leads_to_is_looked_at(
    directory: KeyDirectory, tmp_path: Path
) -> None:
    target = tmp_path / "secret"
    target.write_text("ab" * 32)
    target.chmod(0o400)
    (directory.path / "k0002").symlink_to(target)
    assert directory.load().active.kid == "k0002"
    target.chmod(0o444)
    assert "k0002 can be read by others" in refusal(directory)


def test_what_is_not_there_says_how_to_make_it(directory: KeyDirectory, tmp_path: Path) -> None:
    assert "is missing: run `maxxit keys init`" in refusal(KeyDirectory(tmp_path / "nowhere"))
    (directory.path / "k0001").unlink()
    assert "there is no key in" in refusal(directory)


def test_what_cannot_be_read_says_so(directory: KeyDirectory, tmp_path: Path) -> None:
    (directory.path / "k0002").mkdir()
    assert "k0002 cannot be read: Is a directory" in refusal(directory)
    assert "is no directory" in refusal(KeyDirectory(put(directory, "k0003", "")))


def test_two_who_make_a_key_at_once_do_not_make_the_same(
    directory: KeyDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("infra.keys.kek._next", lambda _: "k0001")
    with pytest.raises(KeysUnusable, match="made by another"):
        directory.make()
    assert sorted(path.name for path in directory.path.iterdir()) == ["active", "k0001"]
