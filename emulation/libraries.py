"""
`python -m emulation.libraries [test]`: are the system's own libraries and fonts there, which no Python package brings?

What is missing is installed where that is possible (root on Debian or Ubuntu); otherwise the exact line is printed.
"""

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", str(Path.home() / ".local/share/fonts"))


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _has_font(name: str) -> bool:
    return any(True for folder in FONT_FOLDERS for _ in Path(folder).rglob(name))


def _has_program(*names: str) -> bool:
    return any(shutil.which(name) for name in names)


# Debian's package, and how to see that what we need of it is there.
FOR_PAPERS: dict[str, Callable[[], bool]] = {
    "libpango-1.0-0": partial(_loads, "libpango-1.0.so.0"),
    "libpangoft2-1.0-0": partial(_loads, "libpangoft2-1.0.so.0"),
    "libharfbuzz-subset0": partial(_loads, "libharfbuzz-subset.so.0"),
    "fonts-liberation": partial(_has_font, "LiberationSerif-Regular.*"),  # has the measures of Times New Roman
}
FOR_TESTS: dict[str, Callable[[], bool]] = {
    "chromium": partial(_has_program, "chromium", "chromium-browser"),
    "poppler-utils": partial(_has_program, "pdftoppm"),
    "docker-compose": partial(_has_program, "docker-compose"),
}


def missing(wanted: dict[str, Callable[[], bool]]) -> list[str]:
    """Names of the packages that are not there."""
    return [package for package, is_there in wanted.items() if not is_there()]


def install(packages: list[str]) -> bool:
    """Ask apt, with fresh lists when the ones at hand do not do; whether it worked."""
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", *packages]
    sys.stderr.write(f"Đang cài đặt: {' '.join(packages)}\n")
    for step in (command, ["apt-get", "update", "--quiet"], command):
        done = subprocess.run(step, env=env, capture_output=True, text=True)  # noqa: S603 - names from this file
        if step is command and done.returncode == 0:
            return True
    sys.stderr.write(done.stderr)
    return False


def main(arguments: list[str]) -> int:
    """0 when everything is there, at the latest after installing it."""
    wanted = FOR_PAPERS | (FOR_TESTS if "test" in arguments else {})
    absent = missing(wanted)
    if absent and os.geteuid() == 0 and shutil.which("apt-get"):
        install(absent)
        absent = missing(wanted)
    if absent:
        line = f"sudo apt-get update && sudo apt-get install --no-install-recommends {' '.join(absent)}"
        sys.stderr.write(f"Máy này còn thiếu thư viện hệ thống. Đề nghị chạy lệnh sau rồi thử lại:\n\n    {line}\n\n")
    return 1 if absent else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
