"""What is taken in holds no sign that nobody can see and no paper can show."""

import unicodedata

import pytest
from django.http import HttpRequest, HttpResponse, QueryDict
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from emulation.middleware import CleanTextMiddleware
from emulation.signs import LineField, clean, clean_all, clean_fields

STRANGE = (
    "\0\x01\x08\x1b\x7f\x80\u00ad\u034f\u200b\u200d\u200e\u202a\u202e\u2066\u2069\u2060\ufeff\ufe0f"
    "\ud800\ue000\ufffe\uffff"
)


@pytest.mark.parametrize("end", ["\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_every_line_end_is_one_line_feed(end: str) -> None:
    assert clean(f"Dòng một{end}dòng hai") == "Dòng một\ndòng hai"


@pytest.mark.parametrize("sign", list(STRANGE))
def test_sign_that_nobody_sees_is_gone(sign: str) -> None:
    assert clean(f"Phường{sign} Điện Biên") == "Phường Điện Biên"


@pytest.mark.parametrize("text", [
    "Số 15/TTr-UBND – “Phường kiểu mẫu”… 95,7 %; ≥ 1.234\tm²", "ữ Ộ ệ ă Đ", "x² ± 5 °C № § € ₫", "中文 кириллица",
    "một khoảng\u00a0trắng", "😀",
])  # fmt: skip
def test_what_can_be_read_stays(text: str) -> None:
    assert clean(text) == text


def test_letters_are_composed_and_bullets_of_word_are_bullets() -> None:
    assert clean(unicodedata.normalize("NFD", "Điện Biên")) == "Điện Biên"
    assert clean("\uf0b7 một\n\uf0a7 hai") == "• một\n• hai"


@given(st.text())
def test_cleaned_text_is_clean_and_has_the_lines_it_had(text: str) -> None:
    cleaned = clean(text)

    assert clean(cleaned) == cleaned == unicodedata.normalize("NFC", cleaned)
    cleaned.encode()
    assert {unicodedata.category(sign) for sign in cleaned if sign not in "\n\t"}.isdisjoint({"Cc", "Cf", "Cs", "Co"})
    assert cleaned.splitlines() == cleaned.removesuffix("\n").split("\n") * bool(cleaned)


def test_all_texts_of_some_data_are_cleaned() -> None:
    assert clean_all({"a\x01": ["b\x0bc", 1, None, {"d": "\u202e"}]}) == {"a": ["b\nc", 1, None, {"d": ""}]}


def test_fields_are_cleaned_and_passwords_are_not() -> None:
    sent = QueryDict(mutable=True)
    sent.setlist("reason", ["a\u200b", "b\x0bc"])
    sent["password"] = "e\u0302\u200b"

    cleaned = clean_fields(sent)

    assert (cleaned.getlist("reason"), cleaned["password"]) == (["a", "b\nc"], "e\u0302\u200b")
    with pytest.raises(AttributeError):
        cleaned["reason"] = "x"


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", None])
def test_views_read_cleaned_fields(rf: RequestFactory, kind: str | None) -> None:
    """Of forms with files and without."""
    more = {"content_type": kind} if kind else {}
    sent = "reason=a%E2%80%8B%0Bb" if kind else {"reason": "a\u200b\x0bb"}
    request: HttpRequest = rf.post("/?q=x%E2%80%AEy", sent, **more)

    CleanTextMiddleware(lambda _request: HttpResponse()).process_view(request)

    assert (request.POST["reason"], request.GET["q"]) == ("a\nb", "xy")


def test_single_line_holds_no_line_break() -> None:
    assert LineField().clean(clean(" Số\u2028 15 \x0bTTr ")) == "Số 15 TTr"
