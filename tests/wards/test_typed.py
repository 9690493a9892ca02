"""A session lost in the middle of a form, without JavaScript: what was typed waits behind the login."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from emulation.typed import not_saved
from tests import papers
from tests.wards import road
from tests.wards.desk import desk_url
from tests.wards.library import TYPED, as_, text
from wards.domain.appraisal import review
from wards.forms.evidence import CorrectionForm
from wards.models import Assessment, Entry, Evidence, EvidenceFile, Officer

WORDS = "Danh sách chưa có chữ ký"
GONE, CHOOSE = _("Files cannot be kept: choose them again."), _("If you had chosen files, choose them again.")
FORMS = ["new_evidence", "evidence_data", "cited_pages", "cite", "assignments", "step", "completion", "adjust", "ask"]


@dataclass
class Form:
    """Who fills it in, where it is posted and drawn, what is typed and how that stands on the page again."""

    by: Officer
    url: str
    typed: dict[str, object]
    shown: str
    page: str = ""


@pytest.fixture
def new_evidence(official: Officer, entry: Callable[[str], Entry]) -> Form:
    url = reverse("wards:evidence_new", args=[entry("5.2").pk])
    return Form(official, url, {**TYPED, "abstract": WORDS}, f"{WORDS}</textarea>")


@pytest.fixture
def evidence_data(official: Officer, uncited: Evidence) -> Form:
    url = reverse("wards:evidence_detail", args=[uncited.pk])
    opened = CorrectionForm(uncited)["opened"].value()
    return Form(official, url, {**TYPED, "abstract": WORDS, "opened": opened}, f"{WORDS}</textarea>")


@pytest.fixture
def cited_pages(official: Officer, cited: Evidence) -> Form:
    return Form(
        official, reverse("wards:citation_edit", args=[cited.citations.get().pk]), {"pages": "1-2"}, 'value="1-2"'
    )


@pytest.fixture
def cite(official: Officer, uncited: Evidence, entry: Callable[[str], Entry]) -> Form:
    url = reverse("wards:cite", args=[entry("5.2").pk]) + "?q=nhap"
    return Form(official, url, {"evidence": uncited.pk, "pages": "1-2"}, 'value="1-2"')


@pytest.fixture
def assignments(leader: Officer, colleague: Officer, assessment: Assessment) -> Form:
    criterion = assessment.period.criteria_set.criteria.order_by("position").first()
    url = reverse("wards:assignments", args=[assessment.pk])
    shown = f'<option value="{colleague.pk}" selected>'
    return Form(leader, url, {f"criterion-{criterion.pk}": colleague.pk}, shown)


@pytest.fixture
def step(assessment: Assessment, official: Officer, leader: Officer) -> Form:
    road.handed_in(assessment, official=official, leader=leader)
    return Form(leader, reverse("wards:recall", args=[assessment.pk]), {"reason": WORDS}, f"{WORDS}</textarea>")


@pytest.fixture
def completion(under_review: Assessment, reviewer: Officer) -> Form:
    road.judge(under_review, "5.2", "to_complete", reason=WORDS, by=reviewer)
    url = reverse("wards:ask_completion", args=[under_review.pk])
    day = f"{timezone.localdate() + dt.timedelta(days=60):%d/%m/%Y}"
    return Form(reviewer, url, {"day": day, "time": "16:45"}, f'value="{day}"')


@pytest.fixture
def adjust(under_review: Assessment, reviewer: Officer) -> Form:
    return act(under_review, reviewer, {"kind": "adjusted", "met": "5", "of": "8", "reason": WORDS})


@pytest.fixture
def ask(under_review: Assessment, reviewer: Officer) -> Form:
    return act(under_review, reviewer, {"kind": "to_complete", "reason": WORDS})


def act(assessment: Assessment, by: Officer, typed: dict[str, object]) -> Form:
    line = assessment.entries.get(indicator__code="5.2")
    typed = {**typed, "seen": "", "version": line.version}
    url = reverse("wards:judge", args=[line.pk])
    return Form(by, url, typed, f"{WORDS}</textarea>", desk_url(assessment, "5.2"))


@pytest.fixture
def form(request: pytest.FixtureRequest) -> Form:
    return request.getfixturevalue(request.param)


def cut_off(form: Form, client: Client, **more: object) -> str:
    """Send what was typed without a login; returns where the login will lead."""
    page = as_(form.by).get(form.page or form.url).content.decode()
    assert f'name="typed_by" value="{form.by.pk}"' in page
    assert form.shown not in page
    response = client.post(form.url, {**form.typed, "typed_by": form.by.pk, **more})
    assert response["Location"].startswith(reverse("login"))
    return parse_qs(urlsplit(response["Location"]).query)["next"][0]


def log_in(client: Client, officer: Officer) -> None:
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")


@pytest.mark.parametrize("form", FORMS, indirect=True)
def test_what_was_typed_waits_behind_the_login_until_it_is_saved(form: Form) -> None:
    client = Client()
    back = cut_off(form, client)
    log_in(client, form.by)

    response = client.get(back, follow=True)
    page = response.content.decode()
    assert form.shown in page
    assert not_saved() in text(response)

    assert client.post(form.url, form.typed).status_code in (302, 303)
    again = client.get(form.page or form.url)
    assert not_saved() not in text(again)


@pytest.mark.parametrize("form", ["adjust", "ask", "evidence_data"], indirect=True)
def test_the_fold_that_holds_it_is_open(form: Form) -> None:
    client = Client()
    back = cut_off(form, client)
    log_in(client, form.by)

    page = client.get(back, follow=True).content.decode()

    fold = page[: page.index(form.shown)].rpartition("<details")[2]
    assert re.search(r" open[ >]", fold[: fold.index("<summary")])


@pytest.mark.parametrize("form", ["ask"], indirect=True)
def test_it_stands_at_its_own_line_only(form: Form, under_review: Assessment) -> None:
    client = Client()
    cut_off(form, client)
    log_in(client, form.by)

    assert form.shown not in client.get(desk_url(under_review, "5.3")).content.decode()


@pytest.mark.parametrize("form", ["ask"], indirect=True)
def test_a_confirmation_cut_off_leaves_nothing_typed(form: Form) -> None:
    form.typed["kind"] = "confirmed"
    client = Client()
    back = cut_off(form, client)
    log_in(client, form.by)

    assert not_saved() not in text(client.get(back, follow=True))


@pytest.mark.parametrize("form", ["step"], indirect=True)
def test_what_can_no_longer_be_sent_is_not_promised(form: Form, assessment: Assessment, reviewer: Officer) -> None:
    client = Client()
    back = cut_off(form, client)
    review.start_review(assessment=assessment, by=reviewer)
    log_in(client, form.by)

    assert not_saved() not in text(client.get(back))


# Whose it is --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["new_evidence", "cite"], indirect=True)
def test_nobody_else_of_that_browser_sees_it(form: Form, colleague: Officer) -> None:
    client = Client()
    back = cut_off(form, client)
    log_in(client, colleague)

    response = client.get(back)

    assert response.status_code == 200
    assert form.shown not in response.content.decode()
    assert not_saved() not in text(response)


@pytest.mark.parametrize("form", ["new_evidence"], indirect=True)
def test_it_is_not_offered_again_to_whoever_logged_in_after(form: Form, colleague: Officer) -> None:
    client = as_(colleague, enforce_csrf_checks=True, headers={"Sec-Fetch-Site": "same-origin"})

    theirs = client.post(form.url, {**form.typed, "typed_by": form.by.pk})
    own = client.post(form.url, {**form.typed, "typed_by": colleague.pk})

    assert theirs.status_code == own.status_code == 403
    assert WORDS not in theirs.content.decode()
    assert WORDS in own.content.decode()


def test_nothing_is_kept_of_a_form_that_names_nobody(new_evidence: Form) -> None:
    client = Client()
    client.post(new_evidence.url, new_evidence.typed)
    assert "typed" not in client.session


# Files --------------------------------------------------------------------------------------------------------------


def test_words_beside_a_large_file_are_kept_and_the_file_is_asked_for_again(new_evidence: Form) -> None:
    client = Client(enforce_csrf_checks=True)
    token = client.get(reverse("login")).context["csrf_token"]
    large = SimpleUploadedFile("anh.pdf", papers.pdf(1) + b"\n" * 2 * 1024 * 1024)

    back = cut_off(new_evidence, client, files=large, csrfmiddlewaretoken=str(token))
    log_in(client, new_evidence.by)

    response = client.get(back)
    assert new_evidence.shown in response.content.decode()
    assert str(CHOOSE) in text(response)


def test_files_alone_are_said_to_be_lost_once(official: Officer, uncited: Evidence) -> None:
    url, client = reverse("wards:evidence_upload", args=[uncited.pk]), Client()
    file = SimpleUploadedFile("anh.pdf", papers.pdf(1))
    before = EvidenceFile.objects.count()

    client.post(url, {"files": file, "typed_by": official.pk})
    log_in(client, official)

    document = client.get(url)["Location"]
    assert str(GONE) in text(client.get(document))
    assert str(GONE) not in text(client.get(document))
    assert EvidenceFile.objects.count() == before


# Refusals say only what is true ------------------------------------------------------------------------------------


def test_refused_page_blames_no_role(as_official: Client, under_review: Assessment) -> None:
    line = under_review.entries.get(indicator__code="5.2")

    response = as_official.get(reverse("wards:evidence_new", args=[line.pk]))

    assert response.status_code == 403
    assert "Vai trò" not in text(response)


def test_refused_token_promises_nothing() -> None:
    response = Client(enforce_csrf_checks=True).post(reverse("login"), {"username": "canbo.dienbien"})

    assert response.status_code == 403
    assert "khôi phục" not in text(response)


# What the browser keeps ----------------------------------------------------------------------------------------------

SIGN = "abcdefghi0"


def told(response: HttpResponse) -> list[str]:
    """The cookies by which the browser knows that a form was taken."""
    return [name for name in response.cookies if name.startswith("taken-")]


def test_browser_is_told_of_a_form_that_was_taken_and_of_no_other(new_evidence: Form) -> None:
    client, stranger = as_(new_evidence.by), Client()
    typed = {**new_evidence.typed, "typed_by": new_evidence.by.pk, "typed_as": SIGN}

    refused = client.post(new_evidence.url, {"typed_as": SIGN})
    cut = stranger.post(new_evidence.url, typed)
    unsigned = client.post(reverse("set_language"), {"language": "vi", "typed_as": "x; Domain=khac.vn"})
    taken = client.post(reverse("set_language"), {"language": "vi", "typed_as": SIGN})
    part = client.post(reverse("set_language"), {"language": "vi", "typed_as": SIGN}, headers={"HX-Request": "true"})

    assert (refused.status_code, cut.status_code) == (422, 302)
    assert [told(one) for one in (refused, cut, unsigned)] == [[], [], []]
    assert told(taken) == told(part) == [f"taken-{SIGN}"]
    assert (taken.cookies[f"taken-{SIGN}"]["httponly"], taken.cookies[f"taken-{SIGN}"]["samesite"]) == ("", "Lax")
