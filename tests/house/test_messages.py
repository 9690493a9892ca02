"""The Vietnamese catalogue is complete, and the way it is gathered misses nothing."""

from pathlib import Path

import pytest
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.exceptions import ValidationError
from django.forms import CharField
from django.utils import translation

from emulation import translations


def test_catalogue_is_complete_and_up_to_date() -> None:
    catalogue = translations.merged(translations.load())

    assert translations.faults(catalogue) == []
    assert translations.written(catalogue).decode() == translations.FILE.read_text(encoding="utf-8")


def test_null_character_is_refused_in_vietnamese() -> None:
    with translation.override("vi"), pytest.raises(ValidationError) as refused:
        CharField().clean("a\0b")

    assert refused.value.messages == ["Nội dung có ký tự không hợp lệ (ký tự rỗng). Đề nghị Ông/Bà xóa và nhập lại."]


def test_passwords_are_spoken_of_as_everything_else() -> None:
    with translation.override("vi"):
        words = [*password_validators_help_texts(), str(PasswordChangeForm.error_messages["password_mismatch"])]

    assert len(words) > 1
    assert not any("của bạn" in told or "trường" in told for told in words)


TEMPLATE = """
    {% load i18n %}
      <p title="{% translate "Plain" %}">{% translate 'In context' context "menu" %}</p>
  {% blocktranslate trimmed with a=b count n=rows|length %}
        {{ n }} row of {{ a }}
  {% plural %}
     {{ n }} rows of {{ a }}
  {% endblocktranslate %}
    {{ _("As a variable") }}
"""

MODULE = '''
"""A module whose docstring mentions _("nothing")."""
from django.utils.translation import gettext_lazy as _, ngettext, npgettext_lazy, pgettext_lazy

A = _("Lazy " "and long")
B = pgettext_lazy("state", "Open")
C = lambda n: ngettext("%d line", "%d lines", n)
D = npgettext_lazy("files", "one", "many")
'''


@pytest.mark.parametrize(
    ("name", "source", "expected"),
    [
        (
            "page.html",
            TEMPLATE,
            {
                ("Plain", None),
                ("In context", "menu"),
                (("%(n)s row of %(a)s", "%(n)s rows of %(a)s"), None),
                ("As a variable", None),
            },
        ),
        (
            "room.py",
            MODULE,
            {
                ("Lazy and long", None),
                ("Open", "state"),
                (("%d line", "%d lines"), None),
                (("one", "many"), "files"),
            },
        ),
    ],
)
def test_find_reads_every_way_to_mark_a_message(
    tmp_path: Path, settings: object, name: str, source: str, expected: set[object]
) -> None:
    settings.BASE_DIR = tmp_path
    (tmp_path / "wards").mkdir()
    (tmp_path / "wards" / name).write_text(source, encoding="utf-8")

    assert {(found.ids, found.context) for found in translations.find()} == expected


def test_faults_name_the_missing_the_fuzzy_and_the_broken() -> None:
    catalogue = translations.load()
    catalogue.add("Nobody translated this", "")
    catalogue.add("Somebody guessed this", "Đoán", flags=["fuzzy"])
    catalogue.add("%(count)s files", "tệp")

    problems = "\n".join(translations.faults(catalogue))

    assert "missing: 'Nobody translated this'" in problems
    assert "fuzzy: 'Somebody guessed this'" in problems
    assert "placeholders differ: '%(count)s files'" in problems
