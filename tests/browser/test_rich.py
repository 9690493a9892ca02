"""The box with buttons reads stars as the server does."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import Page

from tests.awards.test_paper_texts import STARS

pytestmark = pytest.mark.browser
FORM = """<form data-bold="Đậm" data-italic="Nghiêng" data-list="Danh sách"><label for="t">Lời văn</label>
<textarea id="t" data-rich></textarea></form>"""


def test_editor_shows_stars_as_the_paper_will(page: Page) -> None:
    page.set_content(FORM)
    page.fill("#t", "\n\n".join(STARS))

    page.add_script_tag(path=settings.BASE_DIR / "static" / "js" / "rich.js")

    shown = page.locator("#t_rich p").evaluate_all("found => found.map(one => one.innerHTML)")
    as_saved = [re.sub("(</?)i>", r"\1em>", re.sub("(</?)b>", r"\1strong>", line)) for line in shown]
    assert dict(zip(STARS, as_saved, strict=True)) == STARS
