"""What somebody types as markup or script stands on every page as the words it is, and nothing of it runs."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from playwright.sync_api import Dialog, Page

from tests import papers
from tests.browser.test_accessible import walk
from tests.wards import road, visits
from wards.domain.appraisal import extensions, remarks, review, usual_reasons
from wards.domain.doubts import plausibility
from wards.domain.doubts import plausibility_registry as registry
from wards.domain.exhibits import evidence as library
from wards.domain.files import pieces, uploads
from wards.models import Assessment, Entry, Office, Officer, Period, RegistryFigure, Ward

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

SHORT = "\"'><img src=x onerror=alert(1)>"
BAD = (
    f"javascript:alert(2) {SHORT}</textarea></title></script><script>alert(3)</script><svg onload=alert(4)>{{{{7*7}}}}"
)
INJECTED = (
    "img[src=x], img[src$='/x'], [onerror], [onload], main svg[onload], a[href^='javascript:'],"
    " form[action^='javascript:']"
)


@pytest.fixture
def typed(
    period: Period, ward: Ward, office: Office, official: Officer, leader: Officer, reviewer: Officer, head: Officer,
    assessment: Assessment,
) -> Assessment:  # fmt: skip
    """Every field that takes free text holds markup: names, figures' words, documents, verdicts, visits, sources."""
    for thing, name in ((ward, "name"), (office, "name"), (official, "full_name"), (official, "position"),
                        (leader, "full_name"), (reviewer, "full_name"), (period, "title")):  # fmt: skip
        type(thing).objects.filter(pk=thing.pk).update(**{name: f"{getattr(thing, name)} {SHORT}"})
        thing.refresh_from_db()
    assessment = Assessment.objects.get(pk=assessment.pk)
    road.fill(assessment, by=official)
    for code, words in (("5.2", {"explanation": BAD}), ("5.1", {"explanation": BAD})):
        road.record(assessment, code, road.FIGURES[code], by=official, **words)
    empty = next(e for e in _lines(assessment) if e.indicator.required and not e.is_provided)
    road.record(assessment, empty.indicator.code, {}, by=official, no_data_reason=BAD)
    for kind in ("adjusted", "to_complete"):
        usual_reasons.add(office=office, kind=kind, text=BAD, by=reviewer)
    given = {subject.value: registry.Given(Decimal(9), BAD[:200]) for subject in RegistryFigure.Subject}
    registry.keep(ward=ward, year=2019, given=given, by=reviewer)
    line = _line(assessment, "5.2")
    paper = library.add_evidence(ward=ward, by=official, abstract=BAD, number=SHORT, issuer=BAD[:200], entry=line)
    file = SimpleUploadedFile(f"{SHORT}.pdf", papers.pdf(2))
    library.attach(evidence=paper, checked=uploads.check(file), by=official)
    pieces.begin(by=official, ward=ward, name=f"{SHORT}.pdf", size=9)
    for question in plausibility.questions(assessment, for_office=False)[:3]:
        plausibility.answer(question=question, sentence=BAD, by=official)
    review.submit(assessment=assessment, by=official)
    review.take_back(assessment=assessment, by=leader, reason=BAD)
    extensions.extend(assessment=assessment, due=timezone.now() + dt.timedelta(days=60), reason=BAD, by=head)
    review.hand_in(assessment=assessment, by=leader)
    review.start_review(assessment=assessment, by=reviewer)
    road.judge(assessment, "5.1", "adjusted", by=reviewer, reason=BAD, figure={"met": 6, "of": 8})
    for is_internal in (True, False):
        remarks.add(entry=line, text=BAD, is_internal=is_internal, by=reviewer)
    says = {"place": BAD[:200], "office_people": BAD, "ward_people": BAD, "findings": BAD, "conclusion": BAD}
    for close in (True, False):
        visit = visits.written(assessment, by=reviewer, **says)
        visits.photographed(visit, by=reviewer, name=f"{SHORT}.jpg")
        photo = visit.photos.get()
        visits.inspections.caption_photo(photo=photo, caption=BAD, by=reviewer)
        if close:
            visits.inspections.close(inspection=visit, seen=visits.inspections.fingerprint(visit), by=reviewer)
    road.judge(assessment, "5.2", "to_complete", by=reviewer, reason=BAD)
    return Assessment.objects.get(pk=assessment.pk)


def _lines(assessment: Assessment) -> list[Entry]:
    return list(assessment.entries.select_related("indicator").order_by("pk"))


def _line(assessment: Assessment, code: str) -> Entry:
    return assessment.entries.select_related("assessment", "indicator__criterion").get(indicator__code=code)


class Look:
    """One person's walk: which kinds of page showed what was typed, and what got out of its words anywhere."""

    def __init__(self, page: Page, starts: list[str]) -> None:
        self.showed: set[str] = set()
        self.faults: list[str] = []
        page.on("dialog", self.hear)
        for kind in walk(page, starts):
            self.faults += page.eval_on_selector_all(INJECTED, "found => found.map(one => one.outerHTML)")
            if "onerror=alert(1)" in page.content():
                self.showed.add(kind.removeprefix("wards:"))

    def hear(self, dialog: Dialog) -> None:
        self.faults.append(f"{dialog.page.url if dialog.page else ''}: {dialog.message}")
        dialog.dismiss()


def test_words_never_become_markup(open_browser: Callable[..., Page], typed: Assessment, reviewer: Officer) -> None:
    """The browser also hears every report of the content security policy, and ends in a fault at one."""
    desk = f"/tham-dinh/{typed.pk}/?dong={_line(typed, '5.2').pk}"
    office = Look(open_browser("noivu.thanhhoa"), ["/", desk])
    road.confirm_all(typed, by=reviewer)
    review.ask_completion(assessment=typed, due=timezone.now() + dt.timedelta(days=5), by=reviewer)
    ward = Look(open_browser("canbo.dienbien"), ["/"])

    assert office.faults + ward.faults == []
    assert office.showed >= {
        "desk", "usual_reasons", "registry_edit", "inspection", "history", "ward_overview",
    }  # fmt: skip
    assert ward.showed >= {
        "check_answers", "evidence_list", "evidence_detail", "hand_in_detail", "inspection", "history", "questions",
        "citation_edit", "notice_list",
    }  # fmt: skip
