"""`make bench`: measure everything in one run, print it, keep it in var/bench.json (ARGS="web": a part, not kept)."""

import json
import os
import secrets
import sys
import tempfile
from pathlib import Path

from emulation import embedded

KEEP = Path(__file__).resolve().parent.parent.parent / "var" / "bench.json"


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        with embedded.running(folder / "servers") as servers:
            os.environ.update(
                DJANGO_SETTINGS_MODULE="emulation.settings", DATABASE_URL=servers.database_url,
                BROKER_URL=servers.broker_url, SECRET_KEY=secrets.token_urlsafe(40), MEDIA_ROOT=str(folder / "media"),
                DEMO="1", HTTPS="0", DJANGO_ALLOW_ASYNC_UNSAFE="1",
            )  # fmt: skip
            from tests.bench import run  # noqa: PLC0415 - settings read the environment on import

            ratios = run.measure(folder / "log", sys.argv[1:])
    KEEP.parent.mkdir(exist_ok=True)
    if not sys.argv[1:]:  # a part is for looking, the whole is kept
        KEEP.write_text(json.dumps({name: ratio.row() for name, ratio in ratios.items()}, indent=2) + "\n")
    for name, ratio in ratios.items():
        sys.stdout.write(f"{name:32} {ratio.ratio:8.2f}   ({ratio.min:.2f} … {ratio.max:.2f}, {ratio.runs} lần)\n")


if __name__ == "__main__":
    main()
