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

from fontTools.ttLib import TTFont

FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", str(Path.home() / ".local/share/fonts"))


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _has_vietnamese_font(pattern: str) -> bool:
    """A font of that name with the letter ộ: version 1 of Liberation stops before Vietnamese."""
    files = (file for folder in FONT_FOLDERS for file in Path(folder).rglob(pattern))
    return any(ord("ộ") in TTFont(file, lazy=True).getBestCmap() for file in files)


def _liberation() -> str:
    """The package with version 2: Debian 12 and Ubuntu 22.04 give it a name of its own, later ones do not."""
    apt = shutil.which("apt-cache")
    if apt and subprocess.run([apt, "show", "fonts-liberation2"], capture_output=True).returncode == 0:  # noqa: S603 - a fixed question
        return "fonts-liberation2"
    return "fonts-liberation"


def _has_program(*names: str) -> bool:
    return any(shutil.which(name) for name in names)


def _for_papers() -> dict[str, Callable[[], bool]]:
    """Debian's package, and how to see that what we need of it is there."""
    return {
        "libpango-1.0-0": partial(_loads, "libpango-1.0.so.0"),
        "libpangoft2-1.0-0": partial(_loads, "libpangoft2-1.0.so.0"),
        "libharfbuzz-subset0": partial(_loads, "libharfbuzz-subset.so.0"),
        _liberation(): partial(_has_vietnamese_font, "LiberationSerif-Regular.ttf"),  # the measures of Times New Roman
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
    also = FOR_TESTS if "test" in arguments else {}
    absent = missing(_for_papers() | also)
    for _ in range(2):  # fresh lists of packages may know the font by another name
        if absent and os.geteuid() == 0 and shutil.which("apt-get"):
            install(absent)
            absent = missing(_for_papers() | also)
    if absent:
        line = f"sudo apt-get update && sudo apt-get install --no-install-recommends {' '.join(absent)}"
        sys.stderr.write(f"Máy này còn thiếu thư viện hệ thống. Đề nghị chạy lệnh sau rồi thử lại:\n\n    {line}\n\n")
    return 1 if absent else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
