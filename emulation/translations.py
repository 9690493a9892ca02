"""
The Vietnamese catalogue of the program's own words: found in the sources, kept, checked and compiled by Babel alone,
so that no machine needs the gettext programs.
"""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import gettext_noop, ngettext_lazy, pgettext_lazy, templatize
from django.utils.translation.reloader import translation_file_changed

FOLDERS = ("emulation", "wards", "awards", "templates")
FILE = Path(settings.LOCALE_PATHS[0]) / "vi" / "LC_MESSAGES" / "django.po"
# What stands where in a call: a plain message, one and many, or a context before them.
_CALLS = {"gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3)}
KEYWORDS = {"_": None, "gettext_noop": None, **_CALLS, **{f"{name}_lazy": places for name, places in _CALLS.items()}}
# One fixed date: the file changes when its words do, not when the clock does.
BEGUN = datetime(2026, 11, 22, tzinfo=UTC)

# Words of Django and of axes on our pages that their own Vietnamese catalogues lack, or say half in English or not in
# our words (Ông/Bà); ours is asked before theirs.
LACKING = [
    gettext_noop("This field is required."),
    gettext_noop("Null characters are not allowed."),
    gettext_noop("Enter a valid “slug” consisting of letters, numbers, underscores or hyphens."),
    gettext_noop(
        "ManagementForm data is missing or has been tampered with. Missing fields: %(field_names)s. You may need to "
        "file a bug report if the issue persists."
    ),
    pgettext_lazy("String to return when truncating text", "%(truncated_text)s…"),
    # Passwords
    ngettext_lazy(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    ),
    gettext_noop("Your password can’t be too similar to your other personal information."),
    ngettext_lazy(
        "Your password must contain at least %(min_length)d character.",
        "Your password must contain at least %(min_length)d characters.",
    ),
    gettext_noop("Your password can’t be a commonly used password."),
    gettext_noop("Your password can’t be entirely numeric."),
    gettext_noop("The two password fields didn’t match."),
    gettext_noop("Your old password was entered incorrectly. Please enter it again."),
    gettext_noop("Raw passwords are not stored, so there is no way to see the user’s password."),
    gettext_noop("Set password"),
    gettext_noop("Set password: %s"),
    gettext_noop("Reset password"),
    gettext_noop("Password-based authentication"),
    gettext_noop("Enabled"),
    gettext_noop("Disabled"),
    gettext_noop(
        "Whether the user will be able to authenticate using a password or not. If disabled, they may still be able "
        "to authenticate using other backends, such as Single Sign-On or LDAP."
    ),
    gettext_noop("Enable password-based authentication"),
    gettext_noop("Disable password-based authentication"),
    gettext_noop("This action will <strong>enable</strong> password-based authentication for this user."),
    gettext_noop("Enable password-based authentication for this user by setting a password."),
    gettext_noop("Password-based authentication was disabled."),
    gettext_noop("Conflicting form data submitted. Please try again."),
    gettext_noop("After you’ve created a user, you’ll be able to edit more user options."),
    # The frame and the lists of the administration
    gettext_noop("Breadcrumbs"),
    gettext_noop("Sidebar"),
    gettext_noop("Toggle navigation"),
    gettext_noop("Filter navigation items"),
    gettext_noop("Toggle theme (current theme: auto)"),
    gettext_noop("Toggle theme (current theme: light)"),
    gettext_noop("Toggle theme (current theme: dark)"),
    gettext_noop("Model name"),
    gettext_noop("Add link"),
    gettext_noop("Change or view list link"),
    gettext_noop("View selected %(model)s"),
    gettext_noop("Select all objects on this page for an action"),
    gettext_noop("Select this object for an action - {}"),
    gettext_noop("Show counts"),
    gettext_noop("Hide counts"),
    gettext_noop("Added:"),
    gettext_noop("Changed:"),
    gettext_noop("Deleted:"),
    ngettext_lazy("entry", "entries"),
    ngettext_lazy("Please correct the error below.", "Please correct the errors below."),
    gettext_noop("Site administration"),
    gettext_noop(" By %(filter_title)s "),
    gettext_noop("staff status"),
    gettext_noop("Designates whether the user can log into this admin site."),
    gettext_noop("superuser status"),
    gettext_noop("Designates that this user has all permissions without explicitly assigning them."),
    # Logins, as axes records them
    gettext_noop("Attempt Time"),
    gettext_noop("Logout Time"),
    gettext_noop("Failed Logins"),
    gettext_noop("Username"),
    gettext_noop("IP Address"),
    gettext_noop("User Agent"),
    gettext_noop("Path"),
]


@dataclass(frozen=True)
class Found:
    """One message as it stands in the sources; `ids` holds singular and plural when there are two."""

    ids: str | tuple[str, ...]
    context: str | None
    path: str


def find() -> Iterator[Found]:
    """Every message of every source, in the order of paths."""
    for folder in FOLDERS:
        for path in sorted((settings.BASE_DIR / folder).rglob("*.*")):
            if path.suffix in (".py", ".html", ".txt") and "migrations" not in path.parts:
                yield from _find_in(path)


def _find_in(path: Path) -> Iterator[Found]:
    name = path.relative_to(settings.BASE_DIR).as_posix()
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # Django leaves calls between blotted-out text; without indentation a tokenizer takes that for Python.
        source = "\n".join(line.lstrip() for line in templatize(source, origin=name).splitlines())
    for _line, ids, _comments, context in extract("python", BytesIO(source.encode()), keywords=KEYWORDS):
        yield Found(tuple(ids) if isinstance(ids, list | tuple) else ids, context, name)


def load() -> Catalog:
    """The catalogue as it lies in the repository."""
    if not FILE.exists():
        return _empty()
    with FILE.open("rb") as file:
        return read_po(file, locale="vi")


def merged(old: Catalog) -> Catalog:
    """What the file should hold: every message of the sources, with the translation it already has; nothing else."""
    new = _empty()
    for found in find():
        new.add(found.ids, locations=[(found.path, 0)], context=found.context)
    for message in catalogue_messages(new):
        known = old.get(_key(message), message.context)
        if known:
            message.string = _shaped(known.string, like=message)
            message.flags |= known.flags & {"fuzzy"}
            message.user_comments = known.user_comments
    return new


def _shaped(string: str | Sequence[str] | None, *, like: Message) -> str | tuple[str, ...]:
    """Vietnamese has one form for any number, so a message that gained or lost its plural keeps its words."""
    text = string if isinstance(string, str) else (string or [""])[0]
    return (text,) if like.pluralizable else text


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _empty() -> Catalog:
    return Catalog(
        locale="vi",
        project="thidua",
        version="1",
        header_comment="# The program's own words in Vietnamese. Gathered by `python manage.py messages`.",
        msgid_bugs_address="",
        last_translator="",
        language_team="",
        creation_date=BEGUN,
        revision_date=BEGUN,
        fuzzy=False,
    )


def written(catalog: Catalog) -> bytes:
    """The file's bytes: sorted, with paths but without line numbers."""
    out = BytesIO()
    write_po(out, catalog, width=120, sort_output=True, ignore_obsolete=True, include_lineno=False)
    return out.getvalue()


def faults(catalog: Catalog) -> list[str]:
    """Messages without translation, doubtful ones, and translations that lost or invented a placeholder."""
    problems = []
    for message in catalogue_messages(catalog):
        where = f"{_key(message)!r} ({message.locations[0][0] if message.locations else '?'})"
        string = message.string or ""
        strings = [string] if isinstance(string, str) else list(string)
        if not all(strings):
            problems.append(f"missing: {where}")
        elif message.fuzzy:
            problems.append(f"fuzzy: {where}")
        elif any(_placeholders(text) != _placeholders(_last_id(message)) for text in strings):
            problems.append(f"placeholders differ: {where}")
    return problems


def catalogue_messages(catalog: Catalog) -> Iterator[Message]:
    """All but the header, which Babel keeps as a message without name."""
    return (message for message in catalog if message.id)


def _last_id(message: Message) -> str:
    """The plural where there is one: "one row" need not repeat the number, "%(count)d rows" must."""
    return message.id if isinstance(message.id, str) else message.id[-1]


def _placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[a-z]|%[sd]", text))


def compile_catalogue() -> None:
    """Write the binary form that Django reads, beside the text; this very process speaks by it from now on."""
    binary = FILE.with_suffix(".mo")
    begun = FILE.with_suffix(f".{os.getpid()}.mo")
    with begun.open("wb") as file:
        write_mo(file, load())
    begun.replace(binary)  # whole or not at all: another process may be reading it
    translation_file_changed(sender=None, file_path=binary)
