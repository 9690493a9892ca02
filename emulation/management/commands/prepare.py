"""`manage.py prepare`: what must be done before the web server and the workers of this version start."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand

from emulation import translations
from emulation.text import digest


class Command(BaseCommand):
    help = "Compile the words, bring the tables up to date, collect static files; --demo also loads the demo data."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true", help="load the demo data and print the accounts")

    def handle(self, *args: Any, **options: Any) -> None:
        translations.compile_catalogue()
        call_command("migrate", verbosity=0, interactive=False)
        if settings.STATIC_ROOT:
            collect_static(Path(settings.STATIC_ROOT))
        if options["demo"]:
            call_command("load_demo", stdout=self.stdout, stderr=self.stderr)


def collect_static(root: Path) -> None:
    """Hashing and compressing takes seconds, so it is done only when a file has changed since."""
    stamp = root / "stamp"
    files = [storage.path(name) for finder in get_finders() for name, storage in finder.list(None)]
    state = digest("\n".join(f"{path} {Path(path).stat().st_mtime_ns}" for path in sorted(files)))
    if stamp.exists() and stamp.read_text() == state:
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(state)
