"""Templates hold what the Content-Security-Policy allows, compile, and stay light enough for a weak line."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import get_template, render_to_string
from django.test import Client

FOLDER = settings.BASE_DIR / "templates"
PAPERS = FOLDER / "documents"  # drawn to PDF, never served as a page: their style may stand inline
TEMPLATES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.html"))
PAGES = [name for name in TEMPLATES if PAPERS not in (FOLDER / name).parents]

FORBIDDEN = {
    "inline style": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "inline handler": re.compile(r"\s(?:on[a-z]+|hx-on[:\w-]*)\s*=\s*[\"']", re.IGNORECASE),
    "inline script": re.compile(r"<script\b(?![^>]*\ssrc=)|javascript:", re.IGNORECASE),
    "evaluated htmx value": re.compile(
        r"hx-(?:vals|headers)\s*=\s*[\"']\s*js:|hx-trigger\s*=\s*[\"'][^\"']*\w\[", re.IGNORECASE
    ),
}
INLINE = ['<p style="a">', "<style>", "<a onclick='x'>", '<b hx-on:click="x">', "<script>x</script>"]
FIRST_VISIT = ["css/site.css", "js/site.js", "django_htmx/htmx-2.min.js"]


def compressed(content: bytes) -> int:
    return len(gzip.compress(content, 6))


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_compiles(name: str) -> None:
    assert get_template(name)


@pytest.mark.parametrize("name", PAGES)
def test_page_template_holds_nothing_inline(name: str) -> None:
    source = (FOLDER / name).read_text(encoding="utf-8")

    found = {fault: match.group() for fault, pattern in FORBIDDEN.items() if (match := pattern.search(source))}

    assert found == {}


@pytest.mark.parametrize("source", INLINE)
def test_inline_code_would_be_found(source: str) -> None:
    assert any(pattern.search(source) for pattern in FORBIDDEN.values())


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_last_resort_page_needs_no_context(name: str) -> None:
    page = render_to_string(name)

    assert page.count("<h1>") == 1
    assert "site.css" in page


@pytest.mark.django_db
def test_first_visit_stays_under_60_kilobytes(client: Client) -> None:
    page = client.get("/dang-nhap/")
    files = [Path(finders.find(name)).read_bytes() for name in FIRST_VISIT]

    assert page.status_code == 200
    assert compressed(page.content) + sum(map(compressed, files)) < 60_000


@pytest.mark.django_db
def test_pages_load_one_stylesheet_and_two_scripts(client: Client) -> None:
    page = client.get("/dang-nhap/").content.decode()

    assert re.findall(r'<link rel="stylesheet" href="/static/([^"?]+)"', page) == ["css/site.css"]
    assert re.findall(r'<script src="/static/([^"?]+)"', page) == ["django_htmx/htmx-2.min.js", "js/site.js"]


@pytest.mark.django_db
def test_refused_login_says_so_in_title_and_summary(client: Client) -> None:
    page = client.post("/dang-nhap/", {"username": "nobody", "password": "wrong"}).content.decode()

    assert 'class="error-summary"' in page
    assert 'href="#id_username"' in page
    assert 'value="nobody"' in page
    assert re.search(r"<title>\s*(Lỗi:|Error:)", page)


@pytest.mark.django_db
def test_unknown_address_answers_with_our_page(client: Client) -> None:
    page = client.get("/khong-co-trang-nay/")

    assert page.status_code == 404
    assert 'class="narrow failed"' in page.content.decode()


@pytest.mark.django_db
def test_locked_login_says_how_long_to_wait(client: Client) -> None:
    for _ in range(settings.AXES_FAILURE_LIMIT):
        page = client.post("/dang-nhap/", {"username": "nobody", "password": "wrong"})

    paragraph = re.search(r"<p>([^<]*)</p>", page.content.decode().partition("<h1>")[2])
    minutes = int(settings.AXES_COOLOFF_TIME * 60)
    assert page.status_code == 429
    assert paragraph is not None
    assert re.findall(r"\d+", paragraph.group(1)) == [str(settings.AXES_FAILURE_LIMIT), str(minutes)]
