"""Whatever is sent as the TOML file of a set: taken in, or refused in words, in bounded time."""

import datetime as dt
import io
import json
import re
from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import ward_set
from tests.wards.set_pages import as_head, draft, now, send, url
from wards.domain.criteria import drafts, set_text, set_toml_reading
from wards.domain.criteria.catalogue_file import parse
from wards.domain.files import bounded
from wards.models import Draft

__all__ = ["as_head", "draft"]
SET = ward_set.PATH.read_text(encoding="utf-8")
DATA = parse(SET)[0]


def points(written: str) -> bytes:
    return re.sub(r"(?m)^max_points = .*$", f"max_points = {written}", SET).encode()


HOSTILE = {
    "lists in lists": ("a=" + "[" * 90_000 + "]" * 90_000).encode(),
    "tables in tables": ("a=" + "{a=" * 40_000 + "1" + "}" * 40_000).encode(),
    "key of many parts": (".".join("a" * 90_000) + "=1").encode(),
    "heading of many parts": ("[" + ".".join("a" * 90_000) + "]").encode(),
    "many values": b"a=[" + b"1," * 90_000 + b"]",
    "larger than any set": b"#" + b" " * set_toml_reading.MOST_BYTES,
    "more digits than a number has": points("9" * 5000), "number far too large": points("9" * 100),
    "power out of bounds": points("1e999999999"), "power below bounds": points("1e-999999999"),
    "infinity": points("inf"), "no number": points("nan"), "time for a number": points("07:32:00"),
    "no UTF-8": SET.encode("utf-16"), "no TOML": b"points = = 5", "not ended": b'title = "',
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("harm", HOSTILE)
def test_hostile_file_is_refused_in_words(
    draft: Draft, as_head: Client, harm: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounded, "SECONDS", 60)  # by the clock of a busy machine; its processor time stays bounded

    answer = send(as_head, draft, HOSTILE[harm], "bo.toml")

    assert (answer.status_code, bool(answer.context["faults"])) == (422, True)
    assert now(draft).version == draft.version
    assert not re.search("Expected|Invalid|Unclosed|line [0-9]", " ".join(answer.context["faults"]))


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["excel", "toml"])
def test_strange_signs_are_left_out_and_the_set_can_be_downloaded(draft: Draft, as_head: Client, form: str) -> None:
    strange = SET.replace('text = "', 'text = "\\u0001\\u202E\\uFFFE', 1).encode()

    send(as_head, draft, strange, "bo.toml")

    assert as_head.get(url("set_download", draft, form)).status_code == 200
    kept = drafts.data_of(now(draft).criteria_set)
    assert [one["text"] for one in kept["criteria"][0]["indicators"]] == [
        one["text"] for one in DATA["criteria"][0]["indicators"]
    ]


def test_read_away_from_the_server_it_says_the_same() -> None:
    told = f'{SET}\n[supersedes]\ncode = "x"\nday = 2019-04-20\nmoved = []\n'

    data, faults = set_toml_reading.read(io.BytesIO(told.encode()))
    ours, known = parse(told)

    assert (data, faults.lines) == (ours, known.lines)


@pytest.mark.parametrize("key", ["a]", "[", "a[b", "].[", "a.]", "[1]"])
def test_key_of_any_signs_is_unknown_and_told_once(key: str) -> None:
    text = SET.replace("[[criteria]]", f"[[criteria]]\n{json.dumps(key)} = 1", 1)

    (fault,) = [fault for fault in drafts.read(parse(text)[0], None).faults if key in fault.place]

    assert fault.message == "khóa không có trong quy ước"


SCALARS = (
    st.none() | st.booleans() | st.integers() | st.decimals() | st.text(max_size=9) | st.dates()
    | st.sampled_from(["number", "share", "choice", "text", "linear", "step", ">=", "1", "1.1", "x" * 400])
    | st.sampled_from([Decimal("1e-30"), Decimal("9e30"), Decimal("-0.0"), 10**29, dt.date.max])
)  # fmt: skip
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
)


def places(data: Any) -> list[tuple[Any, Any]]:
    """Every table and list with each of its keys."""
    keys = list(data) if isinstance(data, dict) else list(range(len(data))) if isinstance(data, list) else []
    return [place for key in keys for place in [(data, key), *places(data[key])]]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_anything_in_any_place_is_a_fault_or_fits(dice: st.DataObject) -> None:
    data = deepcopy(DATA) | {"supersedes": {"code": "x", "moved": [{"from": "1", "to": "2", "words": "a"}]}}
    for _change in range(dice.draw(st.integers(1, 4))):
        at, key = dice.draw(st.sampled_from(places(data)))
        at[key] = dice.draw(ANYTHING)

    reading = drafts.read(data, None)

    assert all(str(fault) for fault in reading.faults)
    if not reading.faults:
        assert parse(set_text.write(data))[0]["code"] == data["code"]
