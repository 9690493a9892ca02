"""Word and Excel files as pages: by LibreOffice where the installation names it, once per content.

A stranger's file may make it hang, crash or reach out. So it runs away from everything: a profile of its own for each
file, which forbids links and macros; no network, where the system lets us take it away; bounded time, memory and disk.
"""

import logging
import os
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

import pikepdf
from django.conf import settings

from emulation import scratch, shelf

TIME = 90  # seconds of one conversion
MEMORY = 2 * 1024 * 1024 * 1024  # bytes of it, as `ulimit` counts them
DISK = 256 * 1024 * 1024  # bytes of one file that it writes
PAGES = 2_000  # of one file, as of an uploaded PDF
TYPES = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Văn bản Word (.docx)",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Bảng tính Excel (.xlsx)",
}
SUFFIXES = {media_type: name.rpartition("(")[2].rstrip(")") for media_type, name in TYPES.items()}
FAULT = b"!"  # kept in place of what cannot be converted, so that it is tried once
# Bounds for whatever it starts; `timeout` ends the whole group also when we are gone; no network where that is allowed.
BOUNDED = (
    f"ulimit -c 0 -v {MEMORY // 1024} -f {DISK // 512}; alone=; "
    "unshare --user --net true 2>/dev/null && alone='unshare --user --net'; "
    f'exec timeout --signal=KILL {TIME} $alone "$@"'
)
SECURITY = "/org.openoffice.Office.Common/Security/Scripting"
CHOICES = {  # of the profile: by path and name
    (SECURITY, "BlockUntrustedRefererLinks"): "true",  # nothing is fetched that the file only names
    (SECURITY, "DisableMacrosExecution"): "true",
    (SECURITY, "MacroSecurityLevel"): "3",
    ("/org.openoffice.Setup/L10N", "ooSetupSystemLocale"): "vi-VN",  # 1234,5 as the ward's own Excel shows it
    ("/org.openoffice.Office.Writer/Content/Update", "Link"): "2",  # never
    ("/org.openoffice.Office.Calc/Content/Update", "Link"): "1",  # never
}
PROFILE = "registrymodifications.xcu"
logger = logging.getLogger(__name__)


def as_pdf(original: Path, *, sha256: str, media_type: str) -> bytes | None:
    """The file as PDF; None where nothing converts, or this file cannot be converted."""
    if not settings.OFFICE_CONVERTER or media_type not in SUFFIXES:
        return None
    name = f"converted/{sha256[:2]}/{sha256}.pdf"
    content = shelf.get(name)
    if content is None:
        made = _convert(original, SUFFIXES[media_type])
        shelf.put(name, made)
        content = shelf.get(name) or made  # of two that convert it at once, one is kept: both bind the same
    return None if content == FAULT else content


def _convert(original: Path, suffix: str) -> bytes:
    with scratch.folder() as folder:
        source = folder / f"document{suffix}"
        source.symlink_to(original.resolve())
        _write_profile(folder / "profile" / "user")
        command = [
            "/bin/sh", "-c", BOUNDED, "sh", settings.OFFICE_CONVERTER, f"-env:UserInstallation=file://{folder}/profile",
            "--headless", "--norestore", "--convert-to", "pdf", "--outdir", str(folder), str(source),
        ]  # fmt: skip
        environment = {"PATH": os.defpath, "HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8"}
        with subprocess.Popen(  # noqa: S603  # our own setting, and a name of our own making
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder,
            env=environment, start_new_session=True,
        ) as process:  # fmt: skip
            try:
                process.wait(TIME + 5)
            except subprocess.TimeoutExpired:
                logger.warning("A conversion did not end by itself and was stopped")
            finally:
                _end(process)
        return _taken(folder / "document.pdf") if process.returncode == 0 else FAULT


def _write_profile(folder: Path) -> None:
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for (path, name), value in CHOICES.items()
    )
    folder.mkdir(parents=True)
    text = f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>'
    (folder / PROFILE).write_text(text, encoding="utf-8")


def _taken(made: Path) -> bytes:
    """What it wrote, if that is a PDF of a size that somebody can still turn over."""
    try:
        with pikepdf.open(made) as pdf:
            fits = 0 < len(pdf.pages) <= PAGES
    except (pikepdf.PdfError, FileNotFoundError):
        return FAULT
    return made.read_bytes() if fits else FAULT


def _end(process: subprocess.Popen[bytes]) -> None:
    """Stop whatever is left of the group it began."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
