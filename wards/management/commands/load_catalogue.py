"""`manage.py load_catalogue FILE...`: publish criteria sets, or say everything that is wrong with them."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wards.domain.criteria import catalogue

# The system says why in English only.
WHY: dict[type[OSError], Any] = {
    FileNotFoundError: gettext_lazy("there is no such file"),
    IsADirectoryError: gettext_lazy("it is a folder"),
    PermissionError: gettext_lazy("you may not read it"),
}


class Command(BaseCommand):
    help = "Publish the criteria sets of these TOML files, all or none. Loading a published set again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="a criteria set in TOML")
        parser.add_argument("--check", action="store_true", help="prove the files and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        sources = [catalogue.Source(name, read(name)) for name in dict.fromkeys(options["files"])]
        try:
            results = catalogue.load_all(sources=sources, publish=not options["check"])
        except catalogue.Refused as refused:
            for name, faults in refused.faults.items():
                for fault in faults:
                    self.stderr.write(f"{name}: {fault}")
            count = sum(len(faults) for faults in refused.faults.values())
            message = ngettext("%(count)d fault; nothing was written.", "%(count)d faults; nothing was written.", count)
            raise CommandError(message % {"count": count}) from None
        if options["check"]:
            self.stdout.write(_("No faults; nothing was written."))
        for result in results:
            done = _("published") if result.is_new else _("nothing has changed")
            self.stdout.write(f"{result.source.name}: {result.criteria_set.code}: {done}")


def read(name: str) -> str:
    """The text of a file; a CommandError in words when it cannot be read."""
    try:
        return Path(name).read_text(encoding="utf-8-sig")
    except OSError as error:
        why = WHY.get(type(error)) or _("system error %(number)s") % {"number": error.errno}
        raise CommandError(_("%(name)s cannot be read: %(why)s") % {"name": name, "why": why}) from None
    except UnicodeDecodeError:
        raise CommandError(_("%(name)s is not a text in UTF-8.") % {"name": name}) from None
