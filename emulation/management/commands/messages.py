"""`manage.py messages`: gather, check and compile the Vietnamese words of the program."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from emulation import translations


class Command(BaseCommand):
    help = "Gather the messages of all sources into the Vietnamese catalogue and compile it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing; fail on a missing or doubtful message"
        )
        parser.add_argument("--compile", action="store_true", help="only compile the file as it is")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            self.check_catalogue()
        if not options["check"] and not options["compile"]:
            self.gather()
        translations.compile_catalogue()

    def check_catalogue(self) -> None:
        old = translations.load()
        new = translations.merged(old)
        problems = translations.faults(new)
        if translations.written(new) != translations.FILE.read_bytes():
            problems.append("the file is out of date: run `python manage.py messages`")
        if problems:
            raise CommandError("\n".join(problems))

    def gather(self) -> None:
        catalogue = translations.merged(translations.load())
        translations.FILE.parent.mkdir(parents=True, exist_ok=True)
        translations.FILE.write_bytes(translations.written(catalogue))
        self.stdout.write(
            f"{len(catalogue)} messages, {len(translations.faults(catalogue))} to do (--check lists them)"
        )
