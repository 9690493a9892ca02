"""Word and Excel files as pages: by LibreOffice where the installation names it, once per content."""

import logging
import os
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from emulation import scratch, shelf

TIME = 90  # seconds of one conversion
MEMORY = 2 * 1024 * 1024 * 1024  # bytes of it, as `ulimit` counts them
TYPES = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Văn bản Word (.docx)",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Bảng tính Excel (.xlsx)",
}
SUFFIXES = {media_type: name.rpartition("(")[2].rstrip(")") for media_type, name in TYPES.items()}
FAULT = b"!"  # kept in place of what cannot be converted, so that it is tried once
logger = logging.getLogger(__name__)


def as_pdf(original: Path, *, sha256: str, media_type: str) -> bytes | None:
    """The file as PDF; None where nothing converts, or this file cannot be converted."""
    if not settings.OFFICE_CONVERTER or media_type not in SUFFIXES:
        return None
    name = f"converted/{sha256[:2]}/{sha256}.pdf"
    content = shelf.get(name)
    if content is None:
        content = _convert(original, SUFFIXES[media_type])
        shelf.put(name, content)
    return None if content == FAULT else content


def _convert(original: Path, suffix: str) -> bytes:
    """A strange file may make it hang or crash: it runs in a group of its own, bounded, and is then gone."""
    with scratch.folder() as folder:
        source = folder / f"document{suffix}"
        source.symlink_to(original.resolve())
        command = [
            "/bin/sh", "-c", f'ulimit -v {MEMORY // 1024}; exec "$@"', "sh", settings.OFFICE_CONVERTER,
            f"-env:UserInstallation=file://{folder}/profile", "--headless", "--norestore", "--convert-to", "pdf",
            "--outdir", str(folder), str(source),
        ]  # fmt: skip
        environment = {"PATH": os.defpath, "HOME": str(folder), "LANG": "C.UTF-8"}
        with subprocess.Popen(  # noqa: S603  # our own setting, and a name of our own making
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder,
            env=environment, start_new_session=True,
        ) as process:  # fmt: skip
            try:
                process.wait(TIME)
            except subprocess.TimeoutExpired:
                logger.warning("A conversion took longer than %d s and was stopped", TIME)
            finally:
                _end(process)
        made = folder / "document.pdf"
        return made.read_bytes() if process.returncode == 0 and made.exists() else FAULT


def _end(process: subprocess.Popen[bytes]) -> None:
    """Stop whatever is left of the group it began."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
