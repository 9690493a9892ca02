"""Somebody who presses everything they are shown: every link, every button, once for each kind."""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode, urljoin, urlsplit

from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from lxml import html

from tests.flows.fuzz import forms_of, view_of

CLOSED = {403, 404, 405}  # what no link and no button may lead to; 409 and 422 say what is to be done
LEFT_ALONE = {"logout", "set_language"}  # both end the walk: the person, or the words


@dataclass
class Walk:
    """One person's way from the front page; `doors` are the addresses that were shown and turned them away."""

    client: Client
    each: int = 3  # pages of one view and state of address, for every ward's look like the next one's
    doors: dict[str, str] = field(default_factory=dict)
    met: Counter[str] = field(default_factory=Counter)
    sent: set[object] = field(default_factory=set)

    @property
    def views(self) -> set[str]:
        """The names of the pages it came to."""
        return {kind.partition("?")[0] for kind in self.met}

    def run(self, start: str = "/") -> "Walk":
        ahead, known = deque([(start, "")]), {start}
        while ahead:
            path, shown_on = ahead.popleft()
            if not self._is_new(path):
                continue
            answer = self._ask(path, shown_on)
            if not answer.get("Content-Type", "").startswith("text/html") or answer.status_code != 200:
                continue
            here = answer.request["PATH_INFO"]
            self._press(answer.content, here)
            for link in links(answer.content, here):
                if link not in known:
                    known.add(link)
                    ahead.append((link, here))
        return self

    def _is_new(self, path: str) -> bool:
        view = view_of(path)
        kind = f"{view}?{'&'.join(sorted(part.partition('=')[0] for part in urlsplit(path).query.split('&')))}"
        self.met[kind] += 1
        return view not in LEFT_ALONE and self.met[kind] <= self.each

    def _ask(self, path: str, shown_on: str) -> HttpResponseBase:
        answer = self.client.get(path)
        for _step in range(5):  # redirected
            if "Location" not in answer or urlsplit(answer["Location"]).netloc:
                break
            answer = self.client.get(answer["Location"])
        if answer.streaming:
            b"".join(answer)  # to the end, so that the file is closed
        self._judge(answer, path, shown_on)
        return answer

    def _press(self, page: bytes, here: str) -> None:
        """Every form as it stands there, undone at once."""
        for form in forms_of(page, here):
            if form.view in LEFT_ALONE or (form.kind, here) in self.sent:
                continue
            self.sent.add((form.kind, here))
            before = transaction.savepoint()
            values = [(name, value) for name, held in form.fields.items() for value in held]
            answer = self.client.post(form.url, urlencode(values), "application/x-www-form-urlencoded")
            self._judge(answer, f"POST {form.url}", here)
            transaction.savepoint_rollback(before)

    def _judge(self, answer: HttpResponseBase, path: str, shown_on: str) -> None:
        if answer.status_code in CLOSED or answer.status_code >= 500:
            self.doors.setdefault(f"{view_of(path.split()[-1])} {path}", f"{answer.status_code}, shown on {shown_on}")


def links(page: bytes, here: str) -> Iterator[str]:
    """Addresses of ours that the page leads to, by links, pictures and its searches."""
    tree = html.fromstring(page) if page.strip() else html.Element("html")
    for address in [*tree.xpath("//a/@href"), *tree.xpath("//img/@src"), *tree.xpath("//*/@hx-get")]:
        url = urlsplit(urljoin(here, address))
        if not url.netloc and not url.path.startswith("/static/") and view_of(url.path):
            yield url._replace(fragment="").geturl()
        elif not url.netloc and not url.scheme and not url.path.startswith("/static/"):
            yield url.path
