"""Every URL × everyone: who gets in, who is told "not you" (403), for whom it does not exist (404)."""

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

import pikepdf
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from PIL import Image

from awards.documents import papers as drawing
from awards.domain import provisions
from awards.domain.papers import drawing as papers
from awards.models import Paper
from tests.awards import bound, dossiers, signing, sittings
from tests.wards import set_drafts, visits
from wards.domain.appraisal import review, usual_reasons
from wards.domain.exhibits import evidence as library
from wards.domain.files import pieces, uploads
from wards.domain.sheet import assessment as assessments
from wards.models import Assessment, Officer, Period, State, Verdict, Ward

WARD, OFFICE = {"official", "leader", "colleague"}, {"reviewer", "head"}
STRANGERS = {"stranger", "other_reviewer", "province", "admin"}
CAST = sorted(WARD | OFFICE | STRANGERS)


@dataclass(frozen=True)
class Door:
    """A URL: whom it lets in, which colleagues it turns away; all others must not learn that it is there."""

    into: set[str]
    refused: set[str] = field(default_factory=set)
    url: str = ""  # argument: a name of the scene below
    post: bool = False


Scene = dict[str, list[object]]  # name → arguments of its URLs
ALL = set(CAST)
BOTH = WARD | OFFICE
DOORS = {
    "wards:home": Door(ALL),
    "wards:my_work": Door(ALL),
    "wards:task_list": Door(BOTH, url="assessment"),
    "wards:score_summary": Door(BOTH, url="assessment"),
    "wards:assignments": Door(BOTH, url="assessment"),
    "wards:criterion": Door(BOTH, url="criterion"),
    "wards:entry_save": Door(WARD, OFFICE, url="entry", post=True),
    "wards:entry_why": Door(BOTH, url="entry"),
    "wards:check_answers": Door(WARD, OFFICE, url="assessment"),
    "wards:questions": Door(WARD, OFFICE, url="assessment"),
    "wards:question_notes": Door(OFFICE, WARD, url="assessment"),
    "wards:submit": Door(WARD, OFFICE, url="assessment", post=True),
    "wards:take_back": Door(WARD, OFFICE, url="assessment", post=True),
    "wards:hand_in": Door({"leader"}, WARD | OFFICE, url="assessment", post=True),
    "wards:recall": Door({"leader"}, WARD | OFFICE, url="assessment", post=True),
    "wards:history": Door(BOTH, url="assessment"),
    "wards:hand_in_detail": Door(BOTH, url="hand_in"),
    "wards:evidence_list": Door(WARD | {"stranger"}, ALL - WARD - {"stranger"}),
    "wards:evidence_gaps": Door(WARD | {"stranger"}, ALL - WARD - {"stranger"}),
    "wards:evidence_remove": Door(WARD, OFFICE, url="evidence"),
    "wards:evidence_revise": Door(WARD, OFFICE, url="evidence"),
    "wards:reuse": Door(WARD, OFFICE, url="line"),
    "wards:reuse_all": Door(WARD, OFFICE, url="assessment"),
    "wards:citation_renew": Door(WARD, OFFICE, url="citation", post=True),
    "wards:evidence_detail": Door(BOTH, url="evidence"),
    "wards:evidence_upload": Door(WARD, OFFICE, url="evidence", post=True),
    "wards:file_download": Door(BOTH, url="file"),
    "wards:file_remove": Door(WARD, OFFICE, url="added_file", post=True),
    "wards:uploads": Door(BOTH | {"stranger"}, STRANGERS - {"stranger"}, post=True),  # elsewhere no ward sends anything
    "wards:upload": Door({"official"}, url="upload"),
    "wards:cite": Door(WARD, OFFICE, url="line"),
    "wards:evidence_new": Door(WARD, OFFICE, url="line"),
    "wards:citation_edit": Door(WARD, OFFICE, url="citation"),
    "wards:citation_remove": Door(WARD, OFFICE, url="citation", post=True),
    "wards:citation_view": Door(BOTH, url="citation"),
    "wards:file_image": Door(BOTH, url="page"),
    "wards:handed_page": Door(BOTH, url="handed"),
    "wards:handed_file": Door(BOTH, url="handed_file"),
    "wards:handed_image": Door(BOTH, url="handed_image"),
    "wards:review_queue": Door(OFFICE | {"other_reviewer"}, ALL - OFFICE - {"other_reviewer"}),
    "wards:desk": Door(OFFICE, WARD, url="assessment"),
    "wards:start_review": Door(OFFICE, WARD, url="assessment", post=True),
    "wards:ask_completion": Door(OFFICE, WARD, url="assessment"),
    "wards:complete": Door({"head"}, WARD | OFFICE, url="assessment", post=True),
    "wards:reopen": Door({"head"}, WARD | OFFICE, url="assessment"),
    "wards:judge": Door(OFFICE, WARD, url="line", post=True),
    "wards:remark": Door(OFFICE, WARD, url="line", post=True),
    "wards:confirm_seen": Door(OFFICE, WARD, url="assessment", post=True),
    "wards:changes": Door(OFFICE, WARD, url="assessment"),
    "wards:usual_reasons": Door(OFFICE | {"other_reviewer"}, ALL - OFFICE - {"other_reviewer"}),
    "wards:usual_reason": Door(OFFICE, ALL - OFFICE - {"other_reviewer"}, url="usual", post=True),
    "wards:charge_take": Door(OFFICE, WARD, url="line", post=True),
    "wards:charge_lines": Door(OFFICE, WARD, url="assessment"),
    "wards:registry": Door(OFFICE | {"other_reviewer"}, ALL - OFFICE - {"other_reviewer"}),
    "wards:registry_sheet": Door(OFFICE | {"other_reviewer"}, ALL - OFFICE - {"other_reviewer"}),
    "wards:registry_import": Door(OFFICE | {"other_reviewer"}, ALL - OFFICE - {"other_reviewer"}),
    "wards:registry_edit": Door(OFFICE, WARD, url="registry"),
    "wards:inspections": Door(BOTH, url="assessment"),
    "wards:inspection_new": Door(OFFICE, WARD, url="assessment"),
    "wards:inspection": Door(BOTH, url="inspection"),
    "wards:inspection_edit": Door(OFFICE, WARD, url="inspection"),
    "wards:inspection_close": Door(OFFICE, WARD, url="inspection"),
    "wards:inspection_remove": Door(OFFICE, WARD, url="inspection", post=True),
    "wards:photos_add": Door(OFFICE, WARD, url="inspection", post=True),
    "wards:photo_file": Door(BOTH, url="photo"),
    "wards:photo_edit": Door(OFFICE, WARD, url="photo", post=True),
    "wards:overview": Door(OFFICE | {"other_reviewer", "province"}, WARD | {"stranger", "admin"}),
    "wards:dashboard": Door(OFFICE, WARD | {"stranger"}, url="period"),
    "wards:dashboard_export": Door(OFFICE, WARD | {"stranger"}, url="period"),
    "wards:criterion_overview": Door(OFFICE, WARD | {"stranger"}, url="period_criterion"),
    "wards:criterion_overview_export": Door(OFFICE, WARD | {"stranger"}, url="period_criterion"),
    "wards:ward_overview": Door(BOTH, url="assessment"),
    "wards:ward_overview_export": Door(BOTH, url="assessment"),
    "wards:catalogue_list": Door(ALL),
    "wards:catalogue_detail": Door(ALL, url="code"),
    "wards:draft_new": Door(OFFICE | {"other_reviewer"}, ALL - OFFICE - {"other_reviewer"}, url="code"),
    "wards:set_download": Door(OFFICE, url="draft_file"),
    **{f"wards:{name}": Door(OFFICE, url="draft") for name in ("draft", "draft_differences", "draft_confirm")},
    **{
        f"wards:{name}": Door({"head"}, {"reviewer"}, url="draft")
        for name in ("draft_upload", "draft_discard", "draft_head", "draft_criterion_new")
    },
    "wards:draft_criterion": Door({"head"}, {"reviewer"}, url="draft_criterion"),
    "wards:draft_indicator_new": Door({"head"}, {"reviewer"}, url="draft_criterion"),
    "wards:draft_indicator": Door({"head"}, {"reviewer"}, url="draft_indicator"),
    "wards:set_move": Door({"head"}, ALL - {"head"}, url="new_code"),
    "wards:extend": Door({"head"}, WARD | {"reviewer"}, url="assessment"),
    "wards:notice_list": Door(ALL),
    "wards:notice_open": Door({"official"}, url="notice"),
    "wards:notice_choices": Door(ALL),
    "wards:mailings": Door(ALL),
    "awards:councils": Door(BOTH | {"stranger", "other_reviewer"}, {"province", "admin"}),
    "awards:council_new_ward": Door(WARD, OFFICE, url="own_ward"),
    "awards:council_new_office": Door(OFFICE, url="own_office"),
    "awards:council": Door(BOTH, url="council"),
    "awards:council_edit": Door(WARD, OFFICE, url="council"),
    "awards:meeting_new": Door(WARD, OFFICE, url="council"),
    "awards:meeting": Door(BOTH, url="closed_meeting"),
    "awards:meeting_edit": Door(WARD, OFFICE, url="closed_meeting"),
    **{
        f"awards:{name}": Door(WARD, url="meeting")  # the office reads what is closed
        for name in ("meeting_attendance", "meeting_wards", "meeting_close")
    },
    "awards:meeting_remove": Door(WARD, url="meeting", post=True),
    **{f"awards:{name}": Door(WARD, url="ballot") for name in ("ballot", "ballot_recuse")},
    "awards:provisions": Door(ALL),
    "awards:provision_new": Door(OFFICE | {"other_reviewer"}, ALL - OFFICE - {"other_reviewer"}),
    "awards:provision_confirm": Door(OFFICE, WARD | {"stranger"}, url="provision"),
    "awards:waiting": Door(
        {"leader", "reviewer", "head", "other_reviewer"}, {"official", "colleague", "stranger", "province", "admin"}
    ),
    "awards:papers": Door(BOTH, url="assessment"),
    "awards:papers_request": Door(BOTH, url="assessment", post=True),
    "awards:minutes_request": Door(BOTH, url="inspection", post=True),
    "awards:paper_file": Door(BOTH, url="paper"),
    "awards:papers_finalise": Door({"leader"}, (WARD | OFFICE) - {"leader"}, url="assessment", post=True),
    "awards:paper_texts": Door(WARD, OFFICE, url="texts"),
    "awards:binders": Door(BOTH, url="assessment"),
    "awards:dossier_binders": Door(OFFICE, url="dossier"),
    "awards:binder_cancel": Door(BOTH, url="binder", post=True),
    "awards:binder_part": Door(BOTH, url="binder_part"),
    "awards:binder_zip": Door(BOTH, url="binder"),
    "awards:paper_word": Door(BOTH, url="texts"),
    "awards:dossier_papers": Door(OFFICE, url="dossier"),
    "awards:dossier_papers_request": Door(OFFICE, url="dossier", post=True),
    "awards:dossier_papers_finalise": Door({"head"}, {"reviewer"}, url="dossier", post=True),
    "awards:dossier_texts": Door(OFFICE, url="dossier_texts"),
    "awards:paper_register": Door({"leader"}, (WARD | OFFICE) - {"leader"}, url="signed"),
    "awards:issue_cancel": Door({"leader"}, (WARD | OFFICE) - {"leader"}, url="issue"),
    "awards:paper_scan": Door({"leader"}, (WARD | OFFICE) - {"leader"}, url="signed"),
    "awards:scan_file": Door(BOTH, url="scan"),
    "awards:dossiers": Door(OFFICE | {"other_reviewer"}, ALL - OFFICE - {"other_reviewer"}),
    "awards:dossier_new": Door(OFFICE | {"other_reviewer"}, ALL - OFFICE - {"other_reviewer"}, post=True),
    **{f"awards:{name}": Door(OFFICE, url="dossier") for name in ("dossier", "dossier_wards", "dossier_meeting")},
    "awards:dossier_drop": Door(OFFICE, url="dossier", post=True),
    "awards:dossier_forward": Door({"head"}, {"reviewer"}, url="dossier"),
    "awards:ward_keep_vote": Door({"leader"}, (WARD | OFFICE) - {"leader"}, url="assessment"),
    "awards:dossier_keep_vote": Door({"head"}, {"reviewer"}, url="kept_vote"),
    "awards:received_list": Door({"province"}, ALL - {"province"}),
    **{
        f"awards:{name}": Door({"province"}, OFFICE, url="sent")
        for name in ("received", "received_receipt", "received_return")
    },
    "awards:received_decide": Door({"province", "head"}, {"reviewer"}, url="sent"),
    "awards:forwarded_paper": Door(OFFICE | {"province"}, url="sent_paper"),
    "awards:forwarded_part": Door(OFFICE | {"province"}, url="sent_part"),
    "awards:decision_file": Door(OFFICE | {"province"}, url="decision"),
    "awards:decision_correct": Door({"province", "head"}, {"reviewer"}, url="decision"),
    "awards:grants": Door(ALL - {"admin"}, {"admin"}),
}
OPEN = {
    "health_live", "health", "login", "logout", "password_change", "password_change_done", "set_language",
    "awards:verify", "awards:verify_code",
}  # fmt: skip


@pytest.fixture
def scene(
    assessment: Assessment, official: Officer, leader: Officer, reviewer: Officer, head: Officer, other_ward: Ward,
    period: Period,
) -> Scene:  # fmt: skip
    """Điện Biên with one line to complete: a cited document with its file, a hand-in, a verdict, a drawn paper."""
    for entry in assessment.entries.select_related("assessment", "indicator").filter(indicator__required=True):
        assessments.record(entry=entry, figure={}, no_data_reason="Chưa thống kê", seen=0, by=official)
    line = assessment.entries.select_related("assessment", "indicator__criterion").get(indicator__code="5.2")
    paper = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(paper)
    document = library.add_evidence(ward=assessment.ward, by=official, abstract="Quyết định công nhận", entry=line)
    upload = SimpleUploadedFile("quyet-dinh.pdf", paper.getvalue())
    file = library.attach(evidence=document, checked=uploads.check(upload), by=official)
    handed = review.hand_in(assessment=assessment, by=leader)
    review.start_review(assessment=assessment, by=reviewer)
    review.judge(entry=line, kind=Verdict.Kind.TO_COMPLETE, reason="Thiếu trang 2", seen=None, by=reviewer)
    visit = visits.closed(assessment, by=reviewer, photo=True)
    review.ask_completion(assessment=assessment, due=timezone.now() + dt.timedelta(days=5), by=reviewer)
    reason = usual_reasons.add(office=assessment.ward.office, kind="to_complete", text="Thiếu trang 2", by=reviewer)
    picture = io.BytesIO()
    Image.new("RGB", (40, 30)).save(picture, "PNG")
    more = SimpleUploadedFile("anh.png", picture.getvalue())  # added since: what was handed in is not taken out
    added = library.attach(evidence=document, checked=uploads.check(more), by=official)
    asked = papers.request_papers(assessment=assessment, by=leader)[0]
    assert drawing.draw_paper(asked.pk)
    signed, issue, scan = signing.made(assessment, "report", by=leader)
    volume = bound.bind(by=official, assessment=assessment)
    assessments.open_assessments(period=period, wards=[other_ward])
    confirmed = set_drafts.confirm(set_drafts.begun(period.criteria_set, head), reviewer, head)
    draft = set_drafts.begun(confirmed, head).criteria_set.code
    number = provisions.record(
        office=assessment.ward.office, title="model-ward", level="city", key="quorum", value=Decimal(80),
        citation="Quy chế", confidence="reported", by=head,
    )  # fmt: skip
    city = dossiers.scene(assessment.ward.office, period, Paper.objects.get(pk=asked.pk), by=reviewer)
    return {
        **sittings.scene(assessment, official=official, leader=leader),
        "provision": [number.pk], **city, "dossier_texts": [*city["dossier"], "city_proposal"],
        "": [], "assessment": [assessment.pk], "criterion": [assessment.pk, "5"], "entry": [line.pk], "line": [line.pk],
        "notice": [official.notices.get(kind="to_complete").pk],
        "hand_in": [handed.pk], "evidence": [document.pk], "file": [file.pk],
        "added_file": [added.pk], "citation": [line.citations.get().pk],
        "upload": [pieces.begin(by=official, ward=assessment.ward, name="a.pdf", size=9).pk],
        "usual": [reason.pk], "period": [period.pk], "period_criterion": [period.pk, "5"],
        "code": [period.criteria_set.code], "new_code": [confirmed.code], "draft": [draft],
        "draft_file": [draft, "excel"], "draft_criterion": [draft, "5"], "draft_indicator": [draft, "5", "5.2"],
        "registry": [assessment.ward_id, 2019], "paper": [asked.pk], "texts": [assessment.pk, "report"],
        "signed": [signed.pk], "issue": [issue.pk], "scan": [scan.pk],
        "inspection": [visit.pk], "photo": [visit.photos.get().pk],
        "page": [file.pk, 1], "handed": [handed.pk, line.pk, 1], "handed_file": [handed.pk, file.content.sha256],
        "handed_image": [handed.pk, file.content.sha256, 1], "binder": [volume.pk], "binder_part": [volume.pk, 1],
    }  # fmt: skip


def names(patterns: list[URLPattern | URLResolver], space: str = "") -> list[str]:
    found: list[str] = []
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            found.append(f"{space}{pattern.name}")
        elif pattern.app_name != "admin":
            found += names(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space)
    return found


def test_every_url_has_a_door() -> None:
    assert sorted(names(get_resolver().url_patterns)) == sorted([*DOORS, *OPEN])


def visitors(request: pytest.FixtureRequest) -> Iterator[tuple[str, Client]]:
    """Everyone with a browser of their own, and somebody who has not logged in."""
    for person in (*CAST, "anonymous"):
        client = Client()
        if person != "anonymous":
            client.force_login(request.getfixturevalue(person))
        yield person, client


def knock(client: Client, door: Door, url: str) -> HttpResponseBase:
    """What one door did does not change what the next one is asked."""
    before = transaction.savepoint()
    answer = client.post(url) if door.post else client.get(url)
    if answer.streaming:
        b"".join(answer)  # to the end, so that the file is closed
    transaction.savepoint_rollback(before)
    return answer


@pytest.mark.slow
def test_doors(scene: Scene, request: pytest.FixtureRequest) -> None:
    wrong = {}
    for person, client in visitors(request):
        for name, door in DOORS.items():
            got = outcome(knock(client, door, reverse(name, args=scene[door.url])))
            expected = "in" if person in door.into else "403" if person in door.refused else "404"
            expected = "login" if person == "anonymous" else expected
            if got != expected:
                wrong[person, name] = f"{got} instead of {expected}"
    assert wrong == {}


def outcome(answer: HttpResponseBase) -> str:
    """How the door behaved; a refusal for another reason than the person (422, 409, 404 of a file) is still "in"."""
    if "Location" in answer and answer["Location"].startswith(reverse(settings.LOGIN_URL)):
        return "login"
    return "in" if answer.status_code in {200, 286, 302, 303, 409, 412, 422} else str(answer.status_code)


def test_no_door_is_dead_when_it_is_opened_again(scene: Scene, request: pytest.FixtureRequest) -> None:
    """A refused act leaves its address in the browser: reloaded, it leads those who may act to a page that is there."""
    wrong = {}
    for person, client in visitors(request):
        for name, door in DOORS.items():
            if not door.post:
                continue
            answer = knock(client, replace(door, post=False), reverse(name, args=scene[door.url]))
            got = outcome(answer)
            if person in door.into:
                page = client.get(answer["Location"], follow=True) if "Location" in answer else answer
                expected = {"in"} if page.status_code == 200 else {"in, and there a page"}
            else:
                expected = {"login"} if person == "anonymous" else {"in", "403"} if person in door.refused else {"404"}
            if got not in expected:
                wrong[person, name] = f"{got} instead of {expected}"
    assert wrong == {}


@pytest.mark.parametrize("person", ["official", "reviewer", "stranger", "province"])
def test_administration_is_for_administrators(person: str, request: pytest.FixtureRequest, client: Client) -> None:
    client.force_login(request.getfixturevalue(person))
    assert client.get("/quan-tri/").status_code in {302, 404}
    assert client.get("/quan-tri/wards/ward/").status_code in {302, 404}


def test_province_sees_nothing_before_it_is_forwarded(scene: Scene, province: Officer, client: Client) -> None:
    client.force_login(province)
    assert Assessment.objects.exclude(state=State.FORWARDED).count() == 2
    assert client.get(reverse("wards:task_list", args=scene["assessment"])).status_code == 404


def test_a_membership_that_ended_opens_nothing(scene: Scene, official: Officer, client: Client) -> None:
    official.memberships.update(valid_from="2019-01-01", valid_to="2019-12-31")
    client.force_login(official)
    assert client.get(reverse("wards:task_list", args=scene["assessment"])).status_code == 404


def test_login_is_locked_after_five_failures(client: Client, official: Officer) -> None:
    for _ in range(5):
        client.post(reverse("login"), {"username": official.username, "password": "sai-mat-khau"})
    answer = client.post(reverse("login"), {"username": official.username, "password": "thidua-demo"})
    assert answer.status_code == 429
    assert not client.session.get("_auth_user_id")


def test_pages_forbid_inline_script_and_style(client: Client) -> None:
    policy = client.get(reverse("login"))["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy
