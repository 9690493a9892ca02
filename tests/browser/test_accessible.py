"""Whatever page a person can reach by links, at both widths: axe-core finds nothing serious or critical on it."""

import re
from collections import deque
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.urls import Resolver404, resolve, reverse
from playwright.sync_api import Error, Page, expect

from wards.models import Assessment

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

OpenBrowser = Callable[..., Page]
WIDTHS = {1280: 900, 375: 812}
RUN = "axe.run({resultTypes: ['violations']})"
# What a page is built of: each element by its way from the root, what it is and which attributes it has; words aside.
BUILD = """() => {
    const own = e => e.tagName + " " + e.className + " " + [...e.attributes].map(a =>
        /^(role|type|aria-(?!label|describedby|controls))/.test(a.name) ? a.name + "=" + a.value : a.name).sort();
    const way = e => e && e !== document.documentElement ? way(e.parentElement) + ">" + own(e) : "";
    const says = e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
    return [...new Set([...document.querySelectorAll("body *")].map(e => way(e) + says(e)))].sort().join("|");
}"""
GRAVE = {"serious", "critical"}
PEOPLE = {
    "official": ["canbo.dongson", ""],
    "leader": ["lanhdao.dienbien", "bantdkt.thanhhoa", "admin"],
    "reviewer": ["noivu.thanhhoa"],
    "head": ["truongphong.thanhhoa"],
}


def kind_of(path: str) -> str:
    """What is looked at once: the view. The administration has one of each kind of page for all its records."""
    try:
        name = resolve(urlsplit(path).path).view_name
    except Resolver404:
        return ""
    return f"admin:{name.rpartition('_')[2]}" if name.startswith("admin:") else name


def links(page: Page, host: str) -> Iterator[str]:
    """Paths of this site that the page links to, without those that end the session."""
    for href in page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)"):
        parts = urlsplit(href)
        if parts.netloc == host and not parts.path.startswith(("/static/", reverse("logout"))):
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def walk(page: Page, starts: list[str]) -> Iterator[str]:
    """Open every kind of page that links lead to, and name it; no downloads, and no page twice by two addresses."""
    met: set[str] = set()
    ahead, known = deque(starts), set(starts)
    while ahead:
        path = ahead.popleft()
        kind = kind_of(path)
        if not kind or kind in met:
            continue
        try:
            answer = page.goto(path)
        except Error as error:
            if "Download is starting" in error.message or "ERR_ABORTED" in error.message:
                continue
            raise
        if answer is None or "text/html" not in answer.headers.get("content-type", ""):
            continue
        assert answer.status in {200, 403}, f"{path}: {answer.status}"
        met.add(kind)
        if (led_to := kind_of(page.url)) != kind and led_to in met:
            continue
        met.add(led_to)
        for link in links(page, urlsplit(page.url).netloc):
            if link not in known:
                known.add(link)
                ahead.append(link)
        yield kind


def faults(page: Page) -> Iterator[str]:
    """What axe-core finds on the page as it stands, in one line each."""
    page.evaluate(AXE_SCRIPT)
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        for found in page.evaluate(RUN)["violations"]:
            if found["impact"] in GRAVE:
                for node in found["nodes"]:
                    yield f"{width} px: {found['id']}: {' '.join(map(str, node['target']))}: {node['html'][:160]}"


looked_at: set[tuple[str, str]] = set()  # in this process, by anybody: the view and what its page was built of


def is_new(kind: str, page: Page) -> bool:
    """Not the same view, built of the same elements, that somebody else has met: many pages are everybody's."""
    seen = (kind, str(page.evaluate(BUILD)))
    is_known = seen in looked_at
    looked_at.add(seen)
    return not is_known


@pytest.mark.parametrize("group", PEOPLE)
def test_no_page_shuts_anybody_out(group: str, open_browser: OpenBrowser, demo: None) -> None:
    wrong: dict[str, list[str]] = {}
    for person in PEOPLE[group]:
        page = open_browser(person, bypass_csp=True)  # axe-core styles what it measures
        starts = [re.sub(r"^https?://[^/]+", "", page.url)] if person else [reverse("login")]
        seen = 0
        for kind in walk(page, starts):
            seen += 1
            found = list(faults(page)) if is_new(kind, page) else []
            if found:
                wrong.setdefault(f"{person or 'nobody'} {kind} {page.url}", found)
        assert seen > (3 if person else 0)
        page.context.close()
    assert wrong == {}


def test_a_refused_form_shuts_nobody_out(open_browser: OpenBrowser, demo: None) -> None:
    own = Assessment.objects.get(period__last_year=2019, ward__code="14767")
    page = open_browser("canbo.dienbien", bypass_csp=True)
    page.goto(reverse("wards:criterion", args=[own.pk, "5"]))
    line = page.get_by_role("article", name=re.compile(r"^5\.2 "))
    line.get_by_label("Số đạt").fill("9")
    line.get_by_label("Tổng số").fill("8")
    line.get_by_role("button", name=re.compile("^Lưu")).click()
    expect(line.locator(".wrong, [aria-invalid=true]").first).to_be_visible()
    found = list(faults(page))
    page.goto(reverse("wards:evidence_new", args=[own.entries.get(indicator__code="5.2").pk]))
    page.get_by_role("main").get_by_role("button", name=re.compile("^(Lưu|Thêm)")).last.click()
    expect(page.locator(".error-summary")).to_be_visible()
    assert [*found, *faults(page)] == []
