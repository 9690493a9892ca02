"""
`python -m emulation.demo` (what `make demo` runs): everything the program needs, started together, stopped together.

PORT (8000), DEMO_DIR (var) and HOST (127.0.0.1: the accounts' password is known to everyone) come from the environment.
Whatever is started here ends here, also when one part dies; the data stay in DEMO_DIR for the next start.
"""

import errno
import fcntl
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from emulation import embedded
from emulation.probe import status
from emulation.processes import child, stop_on_signals, tail

ROOT = Path(__file__).resolve().parent.parent
READY_SECONDS = 90
WEB_PROCESSES, WEB_THREADS, WORKER_PROCESSES = 2, 4, 2


class Refused(Exception):
    """The demo cannot run; the text, in Vietnamese, says why and what to do."""


@dataclass(frozen=True)
class Place:
    """Where this demo lives and where it is reached."""

    folder: Path
    host: str
    port: int

    @classmethod
    def from_environment(cls) -> "Place":
        port = os.environ.get("PORT") or "8000"
        if not port.isascii() or not port.isdigit() or not 1 <= int(port) <= 65535:
            raise Refused(f"PORT phải là một số từ 1 đến 65535, không phải “{port}”.")
        folder = Path(os.environ.get("DEMO_DIR") or ROOT / "var").resolve()
        return cls(folder, os.environ.get("HOST") or "127.0.0.1", int(port))

    @property
    def near(self) -> str:
        """The address under which this machine reaches it, also when it listens on all of them."""
        return "127.0.0.1" if self.host == "0.0.0.0" else self.host  # noqa: S104 - compared, not bound

    @property
    def logs(self) -> Path:
        return self.folder / "logs"

    def environment(self, addresses: embedded.Addresses) -> dict[str, str]:
        """The settings of a demo; secrets go by file, so that no listing of processes shows them."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
        return kept | {
            "DJANGO_SETTINGS_MODULE": "emulation.settings",
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            "DEMO": "1",
            "DIGEST_AT": "00:00",  # the e-mails of the day can be seen at once, whatever the hour
            "PORT": str(self.port),
            "SECRET_KEY_FILE": str(_secret_key(self.folder / "secret-key")),
            "DATABASE_URL": addresses.database_url,
            "BROKER_URL": addresses.broker_url,
            "MEDIA_ROOT": str(self.folder / "media"),
            "STATIC_ROOT": str(self.folder / "static"),
        }


def _secret_key(path: Path) -> Path:
    """Made once, so that sessions survive a restart; readable by its owner only."""
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "demo.lock").open("a")
    except OSError as error:
        raise Refused(
            f"Không ghi được vào thư mục {folder}. Hãy chọn thư mục khác, ví dụ: make demo DEMO_DIR=var2"
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused(
                f"Thư mục {folder} đang được một bản trình diễn khác sử dụng. "
                "Hãy dừng bản đó, hoặc chạy: make demo PORT=8001 DEMO_DIR=var2"
            ) from None
        yield


@contextmanager
def _listening(place: Place) -> Iterator[socket.socket]:
    """The web server inherits this socket: the port is ours from the first moment, nobody can slip in between."""
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((place.host, place.port))
            door.listen(128)
        except OSError as error:
            raise _closed_door(place, error) from error
        yield door


def _closed_door(place: Place, error: OSError) -> Refused:
    """The system says why in English, so its number is read and not its words."""
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return Refused(f"Máy này không có địa chỉ “{place.host}”; hãy sửa biến HOST.")
    why = {
        errno.EADDRINUSE: "chương trình khác đang dùng cổng này",
        errno.EACCES: "chỉ quản trị viên của máy được mở cổng này",
    }.get(error.errno or 0, f"lỗi hệ thống số {error.errno}")
    return Refused(
        f"Không mở được cổng {place.port}: {why}. "
        f"Hãy chọn cổng khác, ví dụ: make demo PORT={8001 if place.port == 8000 else 8000}"
    )


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _prepare(env: dict[str, str], logs: Path) -> str:
    """Bring tables, words, static files and demo data up to date; what it prints are the accounts."""
    command = [sys.executable, "manage.py", "prepare", "--demo"]
    with child(command, log=logs / "prepare.log", env=env, cwd=ROOT, stdout=subprocess.PIPE) as preparing:
        assert preparing.stdout is not None
        accounts = preparing.stdout.read().decode()
        if preparing.wait():
            raise Refused(f"Không chuẩn bị được dữ liệu trình diễn:\n{tail(logs / 'prepare.log')}")
    return accounts.strip()


def _worker_command() -> list[str]:
    command = [sys.executable, "-m", "celery", "--app", "emulation", "worker", "--loglevel", "INFO"]
    return [*command, "--concurrency", str(WORKER_PROCESSES), "--without-gossip", "--without-mingle"]


def _beat_command(folder: Path) -> list[str]:
    """The clock that sends the timed tasks: within a worker it could die without anyone seeing it."""
    command = [sys.executable, "-m", "celery", "--app", "emulation", "beat", "--loglevel", "INFO"]
    return [*command, "--schedule", str(folder / "beat-schedule")]


def _web_command(door: socket.socket) -> list[str]:
    command = [sys.executable, "-m", "gunicorn", "emulation.wsgi", "--bind", f"fd://{door.fileno()}"]
    command += ["--workers", str(WEB_PROCESSES), "--threads", str(WEB_THREADS)]
    return [*command, "--graceful-timeout", "5", "--no-control-socket"]


def _watch(parts: dict[str, subprocess.Popen[bytes]], logs: Path) -> None:
    """Nothing may die unnoticed."""
    for name, process in parts.items():
        if process.poll() is not None:
            log = logs / f"{name}.log"
            raise Refused(f"Tiến trình “{name}” đã dừng bất thường (mã {process.returncode}).\n{log}:\n{tail(log)}")


@contextmanager
def _parts(place: Place, door: socket.socket, env: dict[str, str]) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    """Everything that must go on running, by the name of its log."""
    commands = {"worker": _worker_command(), "beat": _beat_command(place.folder), "web": _web_command(door)}
    with ExitStack() as stack:
        parts = {}
        for name, command in commands.items():
            passed = [door.fileno()] if name == "web" else []
            part = child(command, log=place.logs / f"{name}.log", env=env, cwd=ROOT, pass_fds=passed)
            parts[name] = stack.enter_context(part)
        yield parts


def _wait_until_ready(place: Place, parts: dict[str, subprocess.Popen[bytes]]) -> None:
    started = time.monotonic()
    while status(f"http://{place.near}:{place.port}/health/") != 200:
        _watch(parts, place.logs)
        if time.monotonic() - started > READY_SECONDS:
            raise Refused(f"Quá {READY_SECONDS} giây mà hệ thống chưa sẵn sàng; xem nhật ký trong {place.logs}.")
        time.sleep(0.3)


def run(place: Place) -> None:
    """Start everything, say so, and stay until interrupted."""
    begun = time.monotonic()
    with ExitStack() as stack:
        stack.enter_context(_alone_in(place.folder))
        door = stack.enter_context(_listening(place))
        place.logs.mkdir(exist_ok=True)
        for log in place.logs.glob("*.log"):
            log.unlink()
        _say("Đang khởi động cơ sở dữ liệu và hàng đợi…")
        env = place.environment(stack.enter_context(embedded.running(place.folder / "servers")))
        _say("Đang chuẩn bị dữ liệu trình diễn…")
        accounts = _prepare(env, place.logs)
        _say("Đang khởi động máy chủ web và tiến trình xử lý…")
        parts = stack.enter_context(_parts(place, door, env))
        _wait_until_ready(place, parts)
        _say(f"\nSẵn sàng sau {time.monotonic() - begun:.0f} giây: http://localhost:{place.port}/\n\n{accounts}\n")
        _say(f"Dữ liệu: {place.folder} · Nhật ký: {place.logs} · Dừng: Ctrl-C")
        while True:
            _watch(parts, place.logs)
            time.sleep(0.5)


def main() -> int:
    """0 after Ctrl-C, 1 when it could not run or something died."""
    stop_on_signals()
    try:
        run(Place.from_environment())
    except KeyboardInterrupt:
        _say("\nĐã dừng bản trình diễn; dữ liệu được giữ lại.")
        return 0
    except Refused as refused:
        sys.stderr.write(f"{refused}\n")
    except embedded.AlreadyRunning:
        sys.stderr.write(
            "Cơ sở dữ liệu của bản trình diễn trong thư mục này vẫn đang chạy; hãy thử lại sau vài giây.\n"
        )
    except embedded.CannotStart as problem:
        sys.stderr.write(f"Không khởi động được cơ sở dữ liệu hoặc hàng đợi:\n{problem}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
