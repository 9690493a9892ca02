"""Kept drawings: drawn once, anew when anything that goes into them differs, whole or not at all, and not many."""

import os
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from awards.documents import kept, pdf

pytestmark = pytest.mark.draws

PAGE = "<html lang=vi><head><title>Thử</title></head><body><p>Mục lục hồ sơ</p></body></html>"


@pytest.fixture
def drawings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The stylesheets that were drawn with, in order."""
    told: list[str] = []
    draw = pdf.draw
    monkeypatch.setattr(pdf, "draw", lambda **said: told.append(said["stylesheet"]) or draw(**said))
    pdf.hand()
    told.clear()
    return told


def test_same_text_is_drawn_once(drawings: list[str]) -> None:
    first, second = kept.draw(html=PAGE, stylesheet="p {}"), kept.draw(html=PAGE, stylesheet="p {}")

    assert first == second
    assert drawings == ["p {}"]


def test_what_is_lost_is_drawn_again_with_the_same_bytes(drawings: list[str]) -> None:
    first = kept.draw(html=PAGE, stylesheet="p {}")
    (name,) = default_storage.listdir(kept.FOLDER)[1]
    default_storage.delete(f"{kept.FOLDER}/{name}")

    assert kept.draw(html=PAGE, stylesheet="p {}") == first
    assert len(drawings) == 2


def test_other_words_stylesheet_or_engine_are_drawn_anew(drawings: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    kept.draw(html=PAGE, stylesheet="p {}")
    kept.draw(html=PAGE.replace("Mục", "Danh"), stylesheet="p {}")
    kept.draw(html=PAGE, stylesheet="p { color: #000 }")
    monkeypatch.setattr(pdf, "hand", lambda: "another version of a font")
    kept.draw(html=PAGE, stylesheet="p {}")

    assert len(drawings) == len(default_storage.listdir(kept.FOLDER)[1]) == 4


def test_hand_is_the_same_in_every_drawing_and_another_with_other_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    here, first, again = pdf.hand(), pdf._Desk().hand, pdf._Desk().hand
    monkeypatch.setattr(pdf, "SPECIMEN", "html { font: 10pt 'Liberation Mono' }")

    assert first == again == here
    assert pdf._Desk().hand != first


def test_worker_killed_while_keeping_leaves_nothing(drawings: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_args: object) -> None:
        raise SystemExit

    for where, what in ((os, "fsync"), (Path, "replace")):
        with monkeypatch.context() as patch:
            patch.setattr(where, what, killed)
            with pytest.raises(SystemExit):
                kept.draw(html=PAGE, stylesheet="p {}")
        assert not default_storage.exists(kept.FOLDER) or default_storage.listdir(kept.FOLDER) == ([], [])

    assert kept.draw(html=PAGE, stylesheet="p {}").startswith(b"%PDF")
    assert len(drawings) == 3


def test_sweep_lets_go_of_the_oldest(drawings: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert kept.sweep() == 0
    monkeypatch.setattr(kept, "MANY", 2)
    for number in range(4):
        sheet = f"p {{ margin: {number}pt }}"
        before = set(default_storage.listdir(kept.FOLDER)[1]) if number else set()
        kept.draw(html=PAGE, stylesheet=sheet)
        (made,) = set(default_storage.listdir(kept.FOLDER)[1]) - before
        os.utime(default_storage.path(f"{kept.FOLDER}/{made}"), (number, number))

    assert (kept.sweep(), kept.sweep()) == (2, 0)
    drawings.clear()
    for number in (2, 3, 0):
        kept.draw(html=PAGE, stylesheet=f"p {{ margin: {number}pt }}")
    assert drawings == ["p { margin: 0pt }"]
