"""What was drawn once is not drawn again: the same text gives the same bytes. Tests marked `draws` prove that, and
whatever else only a true drawing can; they know nothing of this."""

import random
from collections.abc import Iterator, Mapping
from functools import lru_cache, wraps

import pytest

from awards.documents import pdf
from awards.domain import codes

MANY = 400  # of some 50 KB each


@pytest.fixture(scope="session", autouse=True)
def _drawings_remembered() -> Iterator[None]:
    """For the whole run of this process, workers beside it excepted."""
    true = pdf.draw

    @lru_cache(maxsize=MANY)
    def remembered(html: str, sheet: str, identifier: bytes, pictures: tuple[tuple[str, bytes], ...]) -> pdf.Drawn:
        return true(html=html, stylesheet=sheet, identifier=identifier, pictures=dict(pictures))

    @wraps(true)
    def draw(
        *, html: str, stylesheet: str, identifier: bytes, pictures: Mapping[str, bytes] | None = None
    ) -> pdf.Drawn:
        return remembered(html, stylesheet, identifier, tuple(sorted((pictures or {}).items())))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf, "draw", draw)
        yield


@pytest.fixture(autouse=True)
def _codes_come_again(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test is given the same codes in the same order, or no paper to be signed would ever be met twice. What
    the demonstration was given once is there already."""
    if "load_demo" not in request.fixturenames:
        monkeypatch.setattr(codes, "secrets", random.Random(0))


@pytest.fixture(autouse=True)
def _drawn_truly(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A marked test draws anew each time. What it changes itself is undone together with this, last come first."""
    if request.node.get_closest_marker("draws"):
        monkeypatch.setattr(pdf, "draw", pdf.draw.__wrapped__)
