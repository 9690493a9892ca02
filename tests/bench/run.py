"""Everything that is measured, in order."""

from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - the apps have to be there first

from tests.bench import binders, desk, library, papers, scores, uploads, web  # noqa: E402
from tests.bench.measure import Ratio  # noqa: E402


def measure(log: Path, groups: list[str]) -> dict[str, Ratio]:
    """Name → ratio, for the groups named, or for all; the log holds what servers and workers said."""
    call_command("migrate", verbosity=0)
    call_command("messages", "--compile", verbosity=0)
    ratios = {}
    for group, act in {
        "web": lambda: web.measure(log),
        "desk": lambda: desk.measure(log),
        "library": lambda: library.measure(log),
        "papers": lambda: papers.measure(log),
        "binders": lambda: binders.measure(log),
        "scores": scores.measure,
        "uploads": lambda: uploads.measure(log),
    }.items():
        if group in groups or not groups:
            ratios |= act()
    return ratios
