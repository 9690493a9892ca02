"""What somebody hostile sends: the fields of the forms on our own pages, with values nobody would type."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from urllib.parse import parse_qsl, quote_from_bytes, unquote_plus, urlsplit

from django.core.signals import got_request_exception
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import Resolver404, resolve
from lxml import html

LONG = b"9" * 10**6
VALUES = [
    b"", b" ", b"\0", b"a\0b", b"\x1b[31m\x08\x7f", b"\xed\xa0\x80", b"\xff\xfe", "\ufdd0\uffff\u202e".encode(),
    b"0", b"-1", b"1" + b"0" * 30, b"-" + b"9" * 40, str(2**31).encode(), str(2**63 - 1).encode(), str(2**63).encode(),
    b"NaN", b"Infinity", b"1e400", b"0x10", "１２".encode(), "²".encode(), "٣".encode(), b"1.234", b"1,5,5",
    b"31/02/2019", b"00/00/0000", b"31/12/9999", b"01/01/0001", b"99999999", b"24:61", b"23:59:60",
    b"[]", b"{}", b"null", b"true", b"None", b"<script>alert(1)</script>", b"%(code)s{{7*7}}{0}", b"=1+1",
    b"../../etc/passwd", b"//evil.example/", b"/\\evil.example", b"javascript:alert(1)", b"https:evil.example",
    b"1:2:3", b"99999999999999999999:1:1", b"1-0", b"3-1", b"1-99999", b"a" * 5000, LONG,
]  # fmt: skip
FORGED = [
    {}, {}, {"HX-Request": "true"}, {"HX-Request": "true", "HX-Target": "\u00e9<script>"},
    {"HX-Request": "true", "HX-Target": "desk", "HX-Current-URL": "https://evil.example/x"},
    {"HX-Request": "true", "HX-Boosted": "true"}, {"HX-Request": "true", "HX-History-Restore-Request": "true"},
    {"HX-Request": "true", "HX-Target": "totals"}, {"HX-Request": "true", "HX-Target": "page-pane"},
    {"HX-Request": "true", "HX-Current-URL": "/%ff"}, {"If-None-Match": "\"x"}, {"Range": "bytes=9-1"},
    {"If-Modified-Since": "0000"}, {"Accept-Language": "en"},
]  # fmt: skip
ANSWERS = {200, 201, 204, 206, 286, 301, 302, 303, 304, 400, 403, 404, 405, 409, 411, 412, 413, 415, 416, 422, 429, 460}
# What no Vietnamese page says: Django's own words, names of ours, Python.
FOREIGN_WORDS = re.compile(
    r"This field|Ensure th|Enter a |Select a valid|Bad Request|Not Found|Server Error|Forbidden|is not a valid"
    r"|Traceback|DoesNotExist|Exception|object at 0x|<class|%\(\w+\)|\bNone\b|\bNaN\b|to_complete|under_review"
    r"|handed_in|with_leader|not_a_number"
)
TYPED = "Chữ đã gõ số 7781"
SKIPPED = {"csrfmiddlewaretoken", "language"}


@dataclass(frozen=True)
class Form:
    """A form as it stands on a page: where it is sent, every field with what it holds, and where one writes freely."""

    url: str
    view: str
    fields: dict[str, list[str]]
    written: frozenset[str]
    by_htmx: bool = False

    @property
    def kind(self) -> tuple[str, frozenset[str]]:
        """Two lines' forms differ in their numbers only."""
        return self.view, frozenset(re.sub(r"\d+", "", name) for name in self.fields)


def view_of(url: str) -> str:
    try:
        return resolve(urlsplit(url).path).view_name
    except Resolver404:
        return ""


def forms_of(page: bytes, here: str) -> Iterator[Form]:
    """The POST forms of a page, with their buttons and what stands elsewhere but belongs to them."""
    tree = html.fromstring(page) if page.strip() else html.Element("html")
    for form in tree.iter("form"):
        if form.get("method", "get").lower() != "post":
            continue
        url = form.get("action") or form.get("hx-post") or here
        outside = tree.xpath("//*[@form=$id]", id=form.get("id")) if form.get("id") else []
        fields: dict[str, list[str]] = {}
        written = set()
        for one in [*form.iter("input", "textarea", "select", "button"), *outside]:
            name = one.get("name")
            if not name or name in SKIPPED or one.get("type") == "file":
                continue
            is_free = one.tag == "textarea" or (one.tag == "input" and one.get("type", "text") == "text")
            fields.setdefault(name, []).extend(_held(one))
            written |= {name} if is_free else set()
        yield Form(url, view_of(url), fields, frozenset(written), bool(form.get("hx-post")))


def _held(one: html.HtmlElement) -> list[str]:
    if one.tag == "textarea":
        return [one.text_content().strip()]
    if one.tag == "select":
        return [option.get("value", "") for option in one.iter("option") if option.get("selected") is not None][:1]
    if one.get("type") in {"checkbox", "radio"} and one.get("checked") is None:
        return []
    return [one.get("value", "")]


@dataclass
class Fuzz:
    """One hostile person: sends, undoes what it did, and notes whatever a page should never answer."""

    client: Client
    seed: int
    foreign: list[int] = field(default_factory=list)  # ids of what is not theirs
    secrets: list[str] = field(default_factory=list)  # what stands there
    faults: dict[str, str] = field(default_factory=dict)  # the first one for each view
    sent: int = 0

    def __post_init__(self) -> None:
        self.client.raise_request_exception = False
        self.raised: list[str] = []
        self.last = ""  # what was sent, as the page may show it back

    @cached_property
    def dice(self) -> random.Random:
        return random.Random(self.seed)

    def value(self) -> bytes:
        return self.dice.choice([*VALUES, *(str(pk).encode() for pk in self.foreign)])

    def ask(self, method: str, url: str, body: bytes = b"", kind: str = "", **headers: str) -> HttpResponseBase:
        """Send it in a savepoint; returns the answer, its body read."""
        self.sent += 1
        self.raised.clear()
        before = transaction.savepoint()
        got_request_exception.connect(self._note)
        try:
            answer = self.client.generic(
                method, url, body, kind or "application/x-www-form-urlencoded", headers=headers
            )
            content = b"".join(answer) if answer.streaming else answer.content
        finally:
            got_request_exception.disconnect(self._note)
            transaction.savepoint_rollback(before)
        self.last = unquote_plus(url) + unquote_plus(body.decode("latin-1"))
        self._judge(answer, content, f"{method} {url[:200]} {body[:300]!r} {kind} {headers}")
        return answer

    def _note(self, sender: object, **about: object) -> None:
        import traceback  # noqa: PLC0415  # only where something is wrong

        self.raised.append(traceback.format_exc()[-1500:])

    def _judge(self, answer: HttpResponseBase, content: bytes, what: str) -> None:
        view = view_of(what.split()[1])
        if self.raised or answer.status_code not in ANSWERS:
            self.faults.setdefault(view, f"{answer.status_code} to {what}\n{''.join(self.raised)}")
            return
        if not answer.get("Content-Type", "").startswith("text/"):
            return
        body = content.decode()
        read = re.sub(r"<(script|style|textarea)\b.*?</\1>|<[^>]*>", " ", body, flags=re.S)
        read = re.sub(r"[“\"‘'].{0,6000}?[”\"’']", " ", unescape(read), flags=re.S)  # what was typed, cited back
        word = FOREIGN_WORDS.search(read)
        if word and word[0] not in self.last:
            around = re.sub(r"\s+", " ", read[max(0, word.start() - 80) : word.end() + 80])
            self.faults.setdefault(view, f"“{around}” in the answer {answer.status_code} to {what}")
        for secret in self.secrets:
            if secret in body:
                self.faults.setdefault(view, f"{secret} in the answer to {what}")
        leads = [answer.get(header, "").partition("?")[0] for header in ("Location", "HX-Redirect", "HX-Push-Url")]
        if any("evil.example" in place or "javascript:" in place for place in leads):
            self.faults.setdefault(view, f"leads to {leads} by {what}")

    def post(self, form: Form, values: dict[str, list[bytes]]) -> None:
        body = b"&".join(
            quote_from_bytes(name.encode()).encode() + b"=" + quote_from_bytes(value).encode()
            for name, given in values.items() for value in given
        )  # fmt: skip
        headers = self.dice.choice(FORGED)
        answer = self.ask("POST", form.url, body, **headers)
        as_meant = form.by_htmx or "HX-Request" not in headers  # as our page would send it
        if answer.status_code in {409, 422} and as_meant:
            shown = unescape(answer.content.decode())
            for name in form.written:
                if values.get(name) == [TYPED.encode()] and TYPED not in shown:
                    fault = f"{answer.status_code}, typed text lost: {body[:1000]!r} {headers}"
                    self.faults.setdefault(f"{form.view}: {name}", fault)

    def attack(self, form: Form, *, rounds: int) -> None:
        """Nothing; every field at once; each field alone beside honest ones; twice; as what it is not."""
        usual = {name: [one.encode() for one in held] for name, held in form.fields.items()}
        honest = usual | {name: [TYPED.encode()] for name in form.written}
        self.post(form, {})
        for _round in range(rounds):
            same = self.dice.choice(VALUES[:-1])
            self.post(form, {name: [same] for name in usual})
            for name in self.dice.sample(sorted(usual), min(len(usual), 4 * rounds)):
                self.post(form, honest | {name: [self.value()]})
        self.post(form, {name: [*held, self.value(), b""] for name, held in honest.items()})
        self.post(form, {f"{name}[]": held for name, held in honest.items()})
        self.ask("POST", form.url, b'{"a": [1, {"b": null}]', "application/json")
        broken = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a\0b.pdf"\r\n\r\n%PDF'
        self.ask("POST", form.url, broken, self.dice.choice(["multipart/form-data; boundary=x", "multipart/form-data"]))

    def misuse(self, url: str, *, rounds: int) -> None:
        """Other methods than the page has, and fields that no page of it has."""
        for method in self.dice.sample(["PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"], min(rounds, 5)):
            self.ask(method, url, b"x=1", **self.dice.choice(FORGED))
        for _round in range(rounds):
            names = ["reason", "text", "kind", "line", "do", "version", "uploads", "place", "to", "seen", "round"]
            self.post(Form(url, view_of(url), {}, frozenset()), {name: [self.value()] for name in names})

    def look(self, url: str, names: list[str], *, rounds: int) -> None:
        """The page with parameters nobody would send."""
        for _round in range(rounds):
            query = "&".join(f"{name}={quote_from_bytes(self.value()[:5000])}" for name in names)
            self.ask("GET", f"{url}?{query}", **self.dice.choice(FORGED))


def parameters(page: bytes) -> set[str]:
    """Names that links and GET forms of a page put into addresses."""
    tree = html.fromstring(page) if page.strip() else html.Element("html")
    linked = {name for link in tree.iter("a") for name, _value in parse_qsl(urlsplit(link.get("href") or "").query)}
    return linked | {str(one.get("name")) for one in tree.xpath("//form[not(@method='post')]//*[@name]")}
