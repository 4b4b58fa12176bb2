"""The private servers keep what they confirmed over kill -9, lose it when wiped, and can hang."""

import asyncio
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import aio_pika
import asyncpg
import pytest
from pamqp.common import FieldTable

from infra.servers.accounts import reachable
from infra.servers.embedded import default_home, open_postgres
from infra.servers.errors import ServerFailed, ServerMissing
from infra.servers.network import LOOPBACK
from infra.servers.postgres import Postgres
from infra.servers.process import adopt, eventually, tree
from infra.servers.rabbitmq import RabbitMQ

pytestmark = [pytest.mark.integration, pytest.mark.slow]

QUORUM: FieldTable = {"x-queue-type": "quorum"}


@pytest.fixture
def home() -> Iterator[Path]:
    """Yield a folder that the server's user may pass through, which `tmp_path` is not."""
    folder = Path(tempfile.mkdtemp(prefix="maxxit-test-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def broker() -> Iterator[RabbitMQ]:
    """Yield a node of this module's own: its tests kill it."""
    with RabbitMQ() as server:
        yield server


async def query(url: str, statement: str) -> object:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


async def publish(url: str, queue: str, body: bytes) -> None:
    async with await aio_pika.connect(url) as connection:
        channel = await connection.channel(publisher_confirms=True)
        await channel.declare_queue(queue, durable=True, arguments=QUORUM)
        message = aio_pika.Message(body, delivery_mode=aio_pika.DeliveryMode.PERSISTENT)
        await channel.default_exchange.publish(message, routing_key=queue)


async def fetch(url: str, queue: str) -> bytes | None:
    async with await aio_pika.connect(url) as connection:
        channel = await connection.channel()
        declared = await channel.declare_queue(queue, durable=True, arguments=QUORUM)
        message = await declared.get(fail=False, timeout=10)
        return message.body if message else None


async def registered(server: RabbitMQ, queue: str) -> bool:
    """Wait for Ra's directory of quorum queues to be on disk, which takes it about a second.

    A node killed sooner comes back with a queue that is declared but has no members.
    """
    (file,) = server.home.glob("mnesia/*/quorum/*/names.dets")
    return await asyncio.to_thread(eventually, lambda: queue.encode() in file.read_bytes(), 30)


async def test_a_committed_row_outlives_kill_9_of_postgres(home: Path) -> None:
    with Postgres(home=home) as server:
        url = server.create_database("books")
        await query(url, "create table paid (amount numeric)")
        await query(url, "insert into paid values (12.5)")
        port, doomed = server.port, tree(server.pid)
        server.kill()
        assert not any(adopt(pid, str(home)) for pid in doomed)
        server.start()
        assert server.port == port
        assert str(await query(url, "select amount from paid")) == "12.5"


async def test_a_frozen_postgres_answers_nobody_until_it_thaws(postgres_server: Postgres) -> None:
    postgres_server.freeze()
    try:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(query(postgres_server.url, "select 1"), 0.5)
    finally:
        postgres_server.thaw()
    assert await query(postgres_server.url, "select 1") == 1


async def test_each_database_url_leads_to_an_empty_database(database_url: str) -> None:
    statement = "select count(*) from pg_tables where schemaname = 'public'"
    assert await query(database_url, statement) == 0


async def test_a_wrong_password_is_refused_over_tcp(postgres_server: Postgres) -> None:
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(
            host=LOOPBACK, port=postgres_server.port, user="postgres", password="guess"
        )


def test_a_stopped_temporary_server_leaves_no_folder_behind() -> None:
    server = Postgres(fsync=False)
    server.start()
    server.stop()
    assert not server.home.exists()


def test_a_missing_postgres_names_the_package_to_install(home: Path) -> None:
    with pytest.raises(ServerMissing, match="apt-get install postgresql-15"):
        Postgres(home=home, programs=[]).start()


def test_data_of_another_major_version_is_left_alone(home: Path) -> None:
    with Postgres(home=home, fsync=False) as server:
        version = server.data / "PG_VERSION"
    version.write_text("9\n")
    with pytest.raises(ServerMissing, match="needs Postgres 9"):
        Postgres(home=home).start()


def test_a_server_that_cannot_start_says_why(home: Path, postgres_server: Postgres) -> None:
    rival = Postgres(home=home, port=postgres_server.port, fsync=False)
    with pytest.raises(ServerFailed, match="Is another postmaster already running"):
        rival.start()


async def test_the_embedded_postgres_continues_where_a_killed_process_left_it(home: Path) -> None:
    script = (
        "import os, pathlib, signal, sys\n"
        "from infra.servers.embedded import open_postgres\n"
        "server = open_postgres(pathlib.Path(sys.argv[1]))\n"
        "server.execute('create table t (n int); insert into t values (7)')\n"
        "print(server.pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    words = [sys.executable, "-c", script, str(home)]
    first = await asyncio.to_thread(subprocess.run, words, capture_output=True, check=False)
    assert first.returncode == -signal.SIGKILL
    server = open_postgres(home)
    try:
        assert server.pid == int(first.stdout)
        assert await query(server.url, "select n from t") == 7
        server.kill()
        server.start()
        assert await query(server.url, "select n from t") == 7
    finally:
        server.stop()
    assert adopt(int(first.stdout), str(home)) is None


def test_nobody_else_may_enter_the_embedded_socket_folder(home: Path) -> None:
    server = open_postgres(home)
    try:
        assert stat.S_IMODE((server.home / "socket").stat().st_mode) == 0o700
        assert server.execute("show listen_addresses") == ""
        assert server.execute("show fsync") == "on"
    finally:
        server.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to hand Postgres to another user")
def test_a_closed_home_is_refused_with_the_way_out(home: Path) -> None:
    home.chmod(0o700)
    with pytest.raises(ServerFailed, match="MAXXIT_HOME"):
        open_postgres(home)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to hand Postgres to another user")
def test_programs_in_a_closed_folder_are_copied_with_their_libraries(home: Path) -> None:
    closed = home / "closed"
    programs = closed / "wheel" / "pg18" / "bin"
    programs.mkdir(parents=True)
    (programs / "postgres").touch()
    (closed / "wheel.libs").mkdir()
    (closed / "wheel.libs" / "libpq.so").touch()
    assert reachable(programs, home / "copy") == programs
    closed.chmod(0o700)
    assert reachable(programs, home / "copy") == home / "copy" / "wheel" / "pg18" / "bin"
    assert (home / "copy" / "wheel" / "pg18" / "bin" / "postgres").exists()
    assert (home / "copy" / "wheel.libs" / "libpq.so").exists()


def test_maxxit_home_wins_over_the_default_home() -> None:
    assert default_home({"MAXXIT_HOME": "/srv/m", "XDG_DATA_HOME": "/x"}) == Path("/srv/m")


async def test_a_confirmed_message_outlives_kill_9_of_rabbitmq(broker: RabbitMQ) -> None:
    broker.start()
    await publish(broker.url, "kept", b"intent")
    assert await registered(broker, "kept")
    pid, port = broker.pid, broker.port
    broker.kill()
    assert adopt(pid, str(port)) is None
    broker.start()
    assert broker.port == port
    assert await fetch(broker.url, "kept") == b"intent"


async def test_a_wiped_rabbitmq_has_lost_its_messages(broker: RabbitMQ) -> None:
    broker.start()
    await publish(broker.url, "gone", b"intent")
    broker.wipe()
    broker.start()
    assert await fetch(broker.url, "gone") is None


async def test_a_frozen_rabbitmq_confirms_nothing_until_it_thaws(broker: RabbitMQ) -> None:
    broker.start()
    broker.freeze()
    try:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(publish(broker.url, "late", b"intent"), 0.5)
    finally:
        broker.thaw()
    await publish(broker.url, "late", b"intent")
    assert await fetch(broker.url, "late") == b"intent"
