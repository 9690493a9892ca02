"""The demonstration: real figures for Điện Biên and nothing else, neighbours in every state, loaded once."""

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Sum
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker, Settings

from awards.demo import doubts
from awards.domain.onward.days import contradictions
from awards.domain.onward.steps import Way
from awards.models import Binder, Dossier, Forwarding, Grant, Issue, Meeting, Paper, Scan
from tests import screens_run
from wards.domain.doubts import plausibility
from wards.domain.exhibits.gaps import gaps, in_hand
from wards.domain.exhibits.reuse import open_lines, reusable
from wards.models import (
    Answer,
    Assessment,
    Charge,
    CriteriaSet,
    Entry,
    Evidence,
    Extension,
    Inspection,
    LedgerEntry,
    Membership,
    Notice,
    Officer,
    Period,
    Score,
    Verdict,
)

pytestmark = pytest.mark.django_db  # so that the tables are there, whatever else runs


@pytest.fixture(scope="module")
def demo(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, load_demo: Callable[[], None],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:  # fmt: skip
    """There for all tests here, which only look at it, and undone after them."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr("django.conf.settings.DEMO", True)
        patch.setattr("django.conf.settings.MEDIA_ROOT", tmp_path_factory.mktemp("demo"))
        load_demo()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def dien_bien(demo: None) -> Assessment:
    return Assessment.objects.get(ward__code="14767")


def test_demo_is_refused_where_it_is_no_demonstration(settings: Settings) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="Đây không phải bản trình diễn"):
        call_command("load_demo")


def test_dien_bien_has_the_points_of_its_nine_figures(dien_bien: Assessment) -> None:
    scores = Score.objects.filter(assessment=dien_bien, side="self")
    assert {s.criterion.number: s.points for s in scores.select_related("criterion") if s.provided} == {
        "2": 10, "4": 4, "5": 11, "6": 4, "7": 5, "8": 3,
    }  # fmt: skip
    assert scores.aggregate(points=Sum("points"), provided=Sum("provided"), of=Sum("of")) == {
        "points": Decimal(37), "provided": 9, "of": 26,
    }  # fmt: skip
    assert (dien_bien.state, dien_bien.illustrative, dien_bien.is_stale) == ("drafting", False, False)


def test_dien_bien_quotes_the_article_for_every_figure_and_invents_nothing(dien_bien: Assessment) -> None:
    told = dien_bien.entries.exclude(explanation="").select_related("indicator", "updated_by")
    assert {entry.indicator.code for entry in told} == {
        "2.1", "2.2", "4.1", "5.1", "5.2", "5.3", "6.1", "7.1", "8.1", "8.2",
    }  # fmt: skip
    assert all("Giữ vững danh hiệu phường kiểu mẫu" in entry.explanation for entry in told)
    assert {entry.updated_by.username for entry in told} == {"canbo.dienbien"}
    assert [entry.indicator.code for entry in told if not entry.is_provided] == ["8.1"]
    untouched = dien_bien.entries.filter(explanation="")
    assert not any(entry.is_answered or entry.version for entry in untouched)
    assert not Evidence.objects.filter(ward=dien_bien.ward).exists()


def test_dien_bien_has_the_five_awards_of_the_articles(dien_bien: Assessment) -> None:
    grants = Grant.objects.filter(ward=dien_bien.ward)
    assert sorted((grant.year or 0, grant.years_text) for grant in grants) == [
        (0, "nhiều năm liên tục"), (2020, ""), (2020, ""), (2020, ""), (2021, ""),
    ]  # fmt: skip
    assert all(grant.source and not grant.decision_number for grant in grants)


def test_demo_shows_marked_wards_in_every_state(demo: None) -> None:
    made_up = Assessment.objects.filter(illustrative=True)
    assert Counter(made_up.values_list("state", flat=True)) == {
        "drafting": 5, "with_leader": 1, "handed_in": 3, "under_review": 2, "to_complete": 2, "reviewed": 3,
        "forwarded": 2, "closed": 1,
    }  # fmt: skip
    assert made_up.filter(state="handed_in", round=2).count() == 1
    assert set(Verdict.objects.values_list("kind", flat=True)) == {"confirmed", "adjusted", "to_complete"}
    words = Entry.objects.filter(assessment__in=made_up, version__gt=0).values_list("explanation", "no_data_reason")
    assert all("inh họa" in explanation + reason for explanation, reason in words)
    assert all("inh họa" in reason for reason in Verdict.objects.exclude(reason="").values_list("reason", flat=True))


def test_demo_leaves_the_other_wards_empty(demo: None) -> None:
    others = Assessment.objects.filter(illustrative=False).exclude(ward__code="14767")
    assert others.count() == 15
    assert not Entry.objects.filter(assessment__in=others, version__gt=0).exists()


def test_demo_period_can_be_tried_for_a_fortnight(demo: None) -> None:
    period = Period.objects.get(last_year=2019)
    deadline = timezone.localtime(period.ward_deadline)
    assert (deadline.date() - timezone.localdate()).days == 14
    assert (deadline.hour, deadline.minute) == (17, 0)
    assert period.reference_date == dt.date(2019, 12, 31)
    assert set(CriteriaSet.objects.values_list("code", "status")) == {
        ("model-ward-2019", "published"), ("labor-hero-2013", "published"), ("labor-hero-2022", "published"),
    }  # fmt: skip


def test_demo_office_shares_its_lines_and_has_visited_one_ward(demo: None) -> None:
    shares = Counter(Charge.objects.values_list("officer__username", flat=True))
    assert set(shares) == {"noivu.thanhhoa", "noivu2.thanhhoa"}
    visit = Inspection.objects.get()
    assert (visit.is_closed, visit.assessment.illustrative, visit.photos.count()) == (True, True, 2)
    assert all("minh họa" in photo.caption for photo in visit.photos.all())


def test_demo_accounts_have_the_published_password_and_their_role(demo: None) -> None:
    people = {officer.username: officer for officer in Officer.objects.filter(is_active=True)}
    assert {name: [(m.role, str(m.place)) for m in officer.memberships.all()] for name, officer in people.items()} == {
        "canbo.dienbien": [("official", "Phường Điện Biên")],
        "vanthu.dienbien": [("clerk", "Phường Điện Biên")],
        "lanhdao.dienbien": [("leader", "Phường Điện Biên")],
        "canbo.dongson": [("official", "Phường Đông Sơn")],
        "noivu.thanhhoa": [("reviewer", "Phòng Nội vụ thành phố Thanh Hóa")],
        "noivu2.thanhhoa": [("reviewer", "Phòng Nội vụ thành phố Thanh Hóa")],
        "truongphong.thanhhoa": [("head", "Phòng Nội vụ thành phố Thanh Hóa")],
        "bantdkt.thanhhoa": [("province", "Ban Thi đua - Khen thưởng tỉnh Thanh Hóa")],
        "admin": [],
    }
    assert all(officer.check_password("thidua-demo") for officer in people.values())
    assert people["canbo.dongson"].memberships.get().ward.code == "14785"
    assert [name for name, officer in people.items() if officer.is_superuser] == ["admin"]


def test_demo_extras_cannot_log_in(demo: None) -> None:
    extras = Officer.objects.filter(is_active=False)
    assert extras.count() == 32
    assert not any(officer.has_usable_password() for officer in extras)


def test_demo_sends_a_dossier_on_every_way(demo: None) -> None:
    dossiers = Dossier.objects.order_by("number")
    assert [dossier.state for dossier in dossiers] == ["decided", "returned", "forwarded"]
    volume = Forwarding.objects.get(dossier=dossiers[2]).binder
    plan = json.loads(volume.plan)
    exhibits = [section for section in plan["sections"] if section["kind"] == "exhibit"]
    types = {file["media_type"] for section in exhibits for file in section["files"]}
    assert types == {
        "application/pdf", "image/jpeg", "image/png",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }  # fmt: skip
    assert len(exhibits) >= 10
    assert sum(part.pages for part in volume.parts.all()) >= 30
    assert Grant.objects.filter(outcomes__recognised=True).count() == 1


def test_demo_dossiers_went_in_the_order_of_work(demo: None) -> None:
    for sent in Forwarding.objects.select_related("dossier__meeting", "dossier__office"):
        dossier = sent.dossier
        held = timezone.localtime(dossier.meeting.held_at)
        assert (held.hour, timezone.localtime(dossier.meeting.ended_at).hour) == (8, 10)
        of_ward = {"paper__assessment__in": dossier.wards.values("assessment")}
        issued = Issue.objects.filter(**of_ward).order_by("issued_on")
        own, reports = (issued.filter(office=None), issued.exclude(office=None))
        handed = [timezone.localdate(row.assessment.hand_ins.get().at) for row in dossier.wards.all()]
        city = Issue.objects.filter(paper__dossier=dossier)
        days = [
            *(issue.issued_on for issue in own), *handed, *(issue.issued_on for issue in reports), held.date(),
            *(issue.issued_on for issue in city), timezone.localdate(sent.at),
            *([sent.receipt.received_on] if hasattr(sent, "receipt") else []),
        ]  # fmt: skip
        assert days == sorted(days)
        assert [day for day in days if day.weekday() >= 5] == []
        assert contradictions(Way(dossier)) == []


def test_demo_proposals_cite_the_law_of_their_own_day(demo: None) -> None:
    papers = Paper.objects.filter(kind__in=["proposal", "city_proposal"], is_final=True)
    assert papers.count() == 7
    for paper in papers:
        first, decision, _minutes = json.loads(paper.context)["grounds"]
        assert first == "Căn cứ Luật Thi đua, khen thưởng ngày 15 tháng 6 năm 2022;"
        assert decision.startswith("Căn cứ Quyết định số 09/2019/QĐ-UBND")


def test_demo_registers_the_names_that_papers_print(demo: None) -> None:
    issues = [issue for issue in Issue.objects.select_related("paper") if "signer_name" in issue.paper.context
              or "usual_signer" in issue.paper.context]  # fmt: skip
    heads = [json.loads(issue.paper.context)["heading"] for issue in issues]
    assert [issue.signer for issue in issues] == [head.get("signer_name") or head["usual_signer"] for head in heads]
    assert {issue.paper.kind for issue in issues} == {"proposal", "report", "appraisal", "city_proposal"}


def test_demo_scans_are_named_as_offices_name_them(demo: None) -> None:
    names = Scan.objects.filter(paper__dossier__number=1).order_by("pk").values_list("name", flat=True)
    assert list(names) == ["Tờ trình số 01-TTr-UBND đã ký.pdf", "Biên bản họp số 01-BB-HĐTĐKT đã ký.pdf"]


def test_demo_loaded_again_changes_nothing(demo: None) -> None:
    models = (
        Assessment, Binder, Dossier, Entry, Extension, Grant, Issue, LedgerEntry, Meeting, Membership, Notice, Officer,
        Paper, Period, Scan, Score, Verdict,
    )  # fmt: skip
    before = [list(model.objects.order_by("pk").values()) for model in models]
    call_command("load_demo", stdout=StringIO())
    assert [list(model.objects.order_by("pk").values()) for model in models] == before


def test_demo_raises_every_kind_of_question(demo: None) -> None:
    asked = Assessment.objects.get(ward__code=doubts.ASKED, period__last_year=2019)
    open_now = Assessment.objects.get(ward__code="14767")
    kinds = {question.kind for question in plausibility.questions(asked, for_office=True)}
    kinds |= {question.kind for question in plausibility.questions(open_now, for_office=False)}

    assert kinds == set(Answer.Kind.values)
    assert Answer.objects.get().sentence == doubts.ANSWER


def test_demo_leaves_the_ledger_whole(demo: None, settings: Settings) -> None:
    assert LedgerEntry.objects.count() > 100
    settings.KEPT_FILES = []  # the demo's lie in a folder of its own
    call_command("verify_ledger")  # everything in it was done by acts that tell the ledger


def test_demo_shows_a_missed_and_an_extended_deadline_of_one_ward(demo: None) -> None:
    late = [a for a in Assessment.objects.select_related("period") if a.is_overdue]
    assert [(a.ward.code, a.period.last_year, a.illustrative) for a in late] == [("14785", 2018, True)]
    extended = Extension.objects.get()
    assert (extended.assessment.ward.code, extended.assessment.period.last_year) == ("14785", 2019)
    assert extended.reason.startswith("Minh họa: ")
    told = Officer.objects.get(username="canbo.dongson").notices.order_by("pk").values_list("kind", flat=True)
    assert list(told) == ["extended", "overdue"]


def test_demo_tells_the_office_what_waits(demo: None) -> None:
    head = Officer.objects.get(username="truongphong.thanhhoa")
    waiting = Assessment.objects.filter(state="handed_in")
    assert set(head.notices.filter(read_at=None, kind="handed_in").values_list("assessment", flat=True)) == {
        assessment.pk for assessment in waiting.filter(round=1)
    }  # what was completed is for the reviewer who had asked


def test_demo_library_shows_every_kind_and_everything_that_can_lack(demo: None) -> None:
    official = Officer.objects.get(username="canbo.dongson")
    papers = Evidence.objects.filter(ward__code="14785")

    assert set(papers.values_list("kind", flat=True)) == {
        "decision", "list", "confirmation", "plan", "minutes", "pictures", "report",
    }  # fmt: skip
    assert all("minh họa" in paper.abstract for paper in papers)
    assert papers.filter(revises__isnull=False).count() == 1
    assert {gap.kind for gap in gaps(in_hand(official))} == {"nothing", "expired", "lacking", "revised"}
    now = Assessment.objects.get(ward__code="14785", period__last_year=2019)
    offered = reusable(now, open_lines(now, by=official))
    assert [(one.entry.indicator.code, one.earlier.entry.year) for one in offered] == [("5.3", 2018), ("7.1", 2018)]


def test_pages_that_are_photographed_are_there(demo: None) -> None:
    for person, named in screens_run.pages().items():
        client = Client()
        if person:
            client.force_login(Officer.objects.get(username=person))
        assert {name: client.get(path).status_code for name, path in named} == {name: 200 for name, _path in named}
