"""Everything that is measured, in order."""

from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - the apps have to be there first

from tests.bench import papers, scores, web  # noqa: E402
from tests.bench.measure import Ratio  # noqa: E402


def everything(log: Path) -> dict[str, Ratio]:
    """Name → ratio; the log holds what servers and workers said."""
    call_command("migrate", verbosity=0)
    return web.measure(log) | papers.measure(log) | scores.measure()
