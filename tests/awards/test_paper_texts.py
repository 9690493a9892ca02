"""Texts of papers: plain text and markup, versions, two people, back to the usual words."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some

from awards.domain.facts import NotAllowed
from awards.domain.papers import editing
from awards.domain.writing import stars, texts
from awards.models import Paper, PaperText
from tests.wards.races import together
from wards.models import Assessment, Officer

REPORT = [("report", 0)]


@pytest.mark.parametrize(
    ("typed", "markup"),
    [
        ("", ""),
        ("Một đoạn", "<p>Một đoạn</p>"),
        ("Một\nhai\n\nba", "<p>Một<br>hai</p><p>ba</p>"),
        ("- một\n- **hai** và *ba*", "<ul><li>một</li><li><strong>hai</strong> và <em>ba</em></li></ul>"),
        ("Gồm:\n1. một\n2) hai", "<p>Gồm:</p><ol><li>một</li><li>hai</li></ol>"),
        ("3 < 4 & <b>không</b>", "<p>3 &lt; 4 &amp; &lt;b&gt;không&lt;/b&gt;</p>"),
        (r"sao \* và 2 * 3 * 4", "<p>sao * và 2 * 3 * 4</p>"),
    ],
)
def test_plain_text_is_read(typed: str, markup: str) -> None:
    assert texts.to_markup(typed) == markup


STARS = {
    "***a***": "<strong><em>a</em></strong>", "**a *b* c**": "<strong>a <em>b</em> c</strong>",
    "*a **b** c*": "<em>a <strong>b</strong> c</em>", "*a**b**c*": "<em>a<strong>b</strong>c</em>",
    "*a**b*": "<em>a</em><em>b</em>", "**a****b**": "<strong>a</strong><strong>b</strong>",
    "(**a**), *b*.": "(<strong>a</strong>), <em>b</em>.", r"*a\* b*": "<em>a* b</em>", "2*3*4": "2<em>3</em>4",
    "**a *b** c": "<strong>a *b</strong> c", "*a **b* c": "<em>a **b</em> c", "*a **b** c": "*a <strong>b</strong> c",
    "5 * 3 * 2": "5 * 3 * 2", "**a* b": "**a* b", "a** b**": "a** b**", "****": "****", "* a*": "* a*",
}  # fmt: skip


@pytest.mark.parametrize("typed", STARS)
def test_stars_next_to_words_are_marks_and_others_are_text(typed: str) -> None:
    assert stars.marked(typed) == STARS[typed]


@pytest.mark.parametrize("piece", ["*a ", "**a ", "*", "*a", "**a *b ", "a* ", "***a "])
def test_reading_stars_takes_twice_as_long_for_twice_as_many(piece: str) -> None:
    """In lines of the program that are run, not in time."""

    def steps(typed: str) -> int:
        counted = 0

        def count(_frame: FrameType, event: str, _argument: object) -> Callable[..., Any]:
            nonlocal counted
            counted += event == "line"
            return count

        before = sys.gettrace()
        sys.settrace(count)
        try:
            stars.marked(typed)
        finally:
            sys.settrace(before)
        return counted

    once = steps(piece * 500)
    assert steps(piece * 1000) <= 2 * once


@pytest.mark.parametrize(
    ("markup", "plain"),
    [
        ("<p>Một<br>hai</p><p>ba</p>", "Một\nhai\n\nba"),
        ("<p>a</p><ul><li>b</li><li><strong>c</strong></li></ul>", "a\n\n- b\n- **c**"),
        ("<ol><li>b</li><li>c</li></ol>", "1. b\n2. c"),
        ("<p>5 * 4</p>", r"5 \* 4"),
    ],
)
def test_markup_is_written_down_and_read_back(markup: str, plain: str) -> None:
    assert texts.to_plain(markup) == plain
    assert texts.to_markup(plain) == markup


def test_lines_of_a_list_are_rows() -> None:
    assert texts.to_markup("- Như trên;\n\nLưu: VT", is_list=True) == "<p>Như trên;</p><p>Lưu: VT</p>"
    assert texts.to_plain("<p>Như trên</p><p>Lưu: VT</p>", is_list=True) == "Như trên\nLưu: VT"


@given(some.text(alphabet=some.sampled_from("ab *-1.\n\\<&đ"), max_size=60))
def test_whatever_is_typed_is_kept_from_the_second_time_on(typed: str) -> None:
    """What was saved once stays the same however often the page is saved again."""
    markup = texts.to_markup(typed)

    again = texts.to_markup(texts.to_plain(markup))

    assert texts.to_markup(texts.to_plain(again)) == again
    assert "<script" not in markup


def saved(assessment: Assessment, part: str, typed: str, *, by: Officer, seen: int = 0) -> list[PaperText]:
    edited, _lack = editing.edited_parts(assessment, "report")
    return editing.save(place=assessment, kind="report", edited=edited, typed={part: typed}, seen={part: seen}, by=by)


def test_every_save_is_a_version(filled: Assessment, official: Officer) -> None:
    saved(filled, "features", "Một", by=official)
    saved(filled, "features", "Một", by=official, seen=1)
    saved(filled, "features", "Hai", by=official, seen=1)

    assert list(PaperText.objects.values_list("version", "markup")) == [(1, "<p>Một</p>"), (2, "<p>Hai</p>")]
    assert texts.standing(filled) == {"report": {"features": "<p>Hai</p>"}}


def test_usual_text_is_not_saved_as_ones_own(filled: Assessment, official: Officer) -> None:
    edited, _lack = editing.edited_parts(filled, "report")
    usual = next(one for one in edited if one.part.key == "copies")

    assert saved(filled, "copies", usual.plain, by=official) == []
    saved(filled, "copies", "Lưu: VT", by=official)
    saved(filled, "copies", "", by=official, seen=1)

    assert texts.standing(filled) == {"report": {}}
    assert [row.markup for row in PaperText.objects.all()] == ["<p>Lưu: VT</p>", ""]


def test_second_person_is_asked_and_nothing_is_saved(filled: Assessment, official: Officer, colleague: Officer) -> None:
    saved(filled, "features", "Của người thứ nhất", by=official)

    with pytest.raises(texts.WrittenMeanwhile) as asked:
        saved(filled, "features", "Của người thứ hai", by=colleague)

    assert asked.value.theirs["features"].markup == "<p>Của người thứ nhất</p>"
    assert PaperText.objects.count() == 1


@pytest.mark.parametrize("role", ["clerk", "reviewer", "stranger"])
def test_only_writers_of_the_ward_edit(role: str, filled: Assessment, request: pytest.FixtureRequest) -> None:
    with pytest.raises(NotAllowed):
        saved(filled, "features", "Một", by=request.getfixturevalue(role))


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_instant_the_second_is_asked(filled: Assessment, official: Officer, colleague: Officer) -> None:
    outcomes = together(
        lambda: saved(filled, "features", "Một", by=official), lambda: saved(filled, "features", "Hai", by=colleague)
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["WrittenMeanwhile", "list"]
    assert PaperText.objects.count() == 1


@pytest.fixture
def address(filled: Assessment) -> str:
    return reverse("awards:paper_texts", args=[filled.pk, "report"])


def test_page_saves_and_has_the_draft_drawn(
    client: Client, address: str, official: Officer, filled: Assessment
) -> None:
    client.force_login(official)

    page = client.get(address)
    answer = client.post(address, {**page.context["form"].initial, "features": "Phường *trung tâm*"})

    assert answer["Location"] == reverse("awards:papers", args=[filled.pk])
    assert [(p.kind, p.state) for p in Paper.objects.all()] == [("report", "queued")]
    assert "Phường \\u003cem\\u003e" in Paper.objects.get().context or "trung tâm" in Paper.objects.get().context


def test_page_shows_both_texts_and_keeps_what_was_typed(
    client: Client, address: str, official: Officer, colleague: Officer, filled: Assessment
) -> None:
    client.force_login(colleague)
    client.get(address)
    saved(filled, "features", "Của người thứ nhất", by=official)

    answer = client.post(address, {"features": "Của tôi", "version-features": "0"})
    text = answer.content.decode()

    assert answer.status_code == 409
    assert "Của người thứ nhất" in text
    assert text.count("Của tôi") == 2  # beside theirs, and in the form
    again = {"features": "Của tôi", "version-features": answer.context["form"].data["version-features"]}
    assert client.post(address, again).status_code == 303
    assert texts.standing(filled)["report"]["features"] == "<p>Của tôi</p>"


def shown(client: Client, address: str) -> dict[str, Any]:
    """What the form of the page sends when nothing is changed; browsers send lines with both signs."""
    form = client.get(address).context["form"]
    return {bound.html_name: str(bound.value()).replace("\n", "\r\n") for bound in form}


def test_parts_nobody_touched_stay_as_a_colleague_left_them(
    client: Client, address: str, official: Officer, colleague: Officer, filled: Assessment
) -> None:
    client.force_login(colleague)
    before = shown(client, address)
    saved(filled, "causes", "Của người thứ nhất", by=official)

    answer = client.post(address, before | {"features": "Của tôi"})

    assert answer.status_code == 303
    assert texts.standing(filled)["report"] == {
        "features": "<p>Của tôi</p>", "causes": "<p>Của người thứ nhất</p>"
    }  # fmt: skip


def test_conflict_asks_only_of_what_was_typed_and_shows_the_rest_as_it_is_now(
    client: Client, address: str, official: Officer, colleague: Officer, filled: Assessment
) -> None:
    client.force_login(colleague)
    before = shown(client, address)
    saved(filled, "causes", "Của người thứ nhất", by=official)
    saved(filled, "features", "Cũng của người ấy", by=official)

    answer = client.post(address, before | {"features": "Của tôi"})
    form = answer.context["form"]

    assert answer.status_code == 409
    assert [(label, mine) for label, _row, _theirs, mine in answer.context["differences"]] == [
        (form["features"].label, "Của tôi")
    ]  # fmt: skip
    assert form["causes"].value() == "Của người thứ nhất"
    again = {bound.html_name: bound.value() for bound in form}
    assert client.post(address, again).status_code == 303
    assert texts.standing(filled)["report"] == {
        "features": "<p>Của tôi</p>", "causes": "<p>Của người thứ nhất</p>"
    }  # fmt: skip


def test_too_long_a_text_is_refused_beside_its_box(client: Client, address: str, official: Officer) -> None:
    client.force_login(official)

    answer = client.post(address, {"features": "a" * (texts.LONGEST + 1)})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["features"]
    assert PaperText.objects.count() == 0


def test_back_to_the_usual_text(client: Client, address: str, official: Officer, filled: Assessment) -> None:
    saved(filled, "copies", "Lưu: VT", by=official)
    client.force_login(official)

    answer = client.post(address, {"copies": "Lưu: VT", "version-copies": "1", "usual": "copies"})

    assert answer["Location"] == address
    assert texts.standing(filled) == {"report": {}}


@pytest.mark.parametrize(("kind", "status"), [("summary", 404), ("city_proposal", 404), ("bua", 404), ("council", 200)])
def test_only_papers_with_texts_have_the_page(
    kind: str, status: int, client: Client, filled: Assessment, official: Officer
) -> None:
    client.force_login(official)

    answer = client.get(reverse("awards:paper_texts", args=[filled.pk, kind]))

    assert answer.status_code == status
    if status == 200:
        assert "chưa họp" in answer.content.decode()
