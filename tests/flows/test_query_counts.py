"""Every page that shows rows asks the database as often for three hundred of them as for three."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from django.apps import apps
from django.conf import LazySettings
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from django.utils import timezone

from tests import crowd
from tests.crowd import Crowd
from tests.flows.test_access import OPEN, names
from tests.wards.library import HTMX, as_
from wards.domain.doubts import plausibility_facts, plausibility_file
from wards.domain.notifying import deadlines, digests
from wards.models import Assessment, CriteriaSet

FEW, MANY = 3, 300


@dataclass(frozen=True)
class Page:
    """One way to ask: for what, by whom, of which thing (see `_ids`), while the assessments stand in which state."""

    name: str
    person: str
    of: str = ""
    query: str = ""
    state: str = "under_review"
    part: str = ""  # htmx asks for what stands there
    post: dict[str, str] = field(default_factory=dict, hash=False)


DONE, OPEN_AGAIN, LINE, YEAR = "reviewed", "to_complete", "?dong={line}", "?nam=2019"
SENT = {"version": "1", "met": "6", "of": "8"}
BOTH = ("assessment", "wide")
WARD = [
    Page("my_work", "official"), Page("my_work", "leader", state=OPEN_AGAIN),
    *(Page(name, "official", "wide") for name in ("task_list", "check_answers", "questions")),
    *(Page(name, "leader", "assessment", state=OPEN_AGAIN) for name in ("task_list", "check_answers")),
    *(Page("criterion", "leader", of, state=OPEN_AGAIN) for of in ("criterion", "wide_criterion")),
    Page("questions", "official", "assessment", "?tieu_chi=5", state="drafting", part="asked"),
    Page("questions", "official", "wide", "?tieu_chi=1", state="drafting", part="asked"),
    Page("score_summary", "official", "assessment", part="score"), Page("entry_why", "official", "line"),
    *(Page("assignments", person, of) for person in ("leader", "reviewer") for of in BOTH),
    Page("entry_save", "official", "line", state=OPEN_AGAIN, part="entry", post={"keep": "1"}),
    Page("entry_save", "official", "line", state=OPEN_AGAIN, part="entry", post=SENT),
    Page("submit", "official", "assessment", state="drafting"), Page("recall", "leader", "assessment"),
    Page("take_back", "leader", "assessment", state="with_leader"),
    *(Page("history", person, "assessment") for person in ("official", "reviewer")),
    Page("history", "reviewer", "assessment", LINE),
    *(Page("hand_in_detail", person, of) for person in ("official", "reviewer") for of in ("hand_in", "wide_hand_in")),
]  # fmt: skip
EVIDENCE = [
    Page("evidence_list", "official"), Page("evidence_list", "official", part="documents"),
    Page("evidence_list", "official", query="?q=tai+lieu&kind=decision"),
    Page("evidence_gaps", "official"), Page("evidence_gaps", "official", state="drafting"),
    Page("evidence_detail", "reviewer", "evidence"),
    *(Page("evidence_detail", "official", of) for of in ("evidence", "newest")),
    Page("evidence_remove", "official", "newest"), Page("evidence_revise", "official", "newest"),
    Page("reuse_all", "official", "assessment", state="drafting"), Page("reuse", "official", "line", state="drafting"),
    Page("cite", "official", "line", state="drafting"), Page("evidence_new", "official", "line", state="drafting"),
    Page("cite", "official", "line", state="drafting", part="documents"),
    Page("citation_edit", "official", "citation", state="drafting"),
    *(Page("citation_view", person, "citation") for person in ("official", "reviewer")),
    Page("handed_page", "reviewer", "handed"),
]  # fmt: skip
OFFICE = [
    Page("review_queue", "head"), Page("review_queue", "reviewer", query="?nguoi=toi"),
    Page("review_queue", "head", part="queue"),
    Page("desk", "head", "assessment", LINE), Page("desk", "reviewer", "wide", part="ban"),
    Page("desk", "reviewer", "assessment", f"{LINE}&mc=2", part="page-pane"),
    Page("desk", "reviewer", "assessment", part="totals"), Page("desk", "reviewer", "assessment", "?cua-toi=1"),
    *(Page(name, "reviewer", of) for name in ("changes", "question_notes", "ask_completion") for of in BOTH),
    Page("charge_lines", "head", "assessment"), Page("charge_lines", "reviewer", "wide"),
    Page("complete", "head", "assessment"), Page("reopen", "head", "assessment", state=DONE),
    Page("extend", "head", "assessment", state="drafting"), Page("usual_reasons", "reviewer"),
    Page("usual_reason", "reviewer", "usual"), Page("registry", "head", query=YEAR),
    Page("registry", "head", query=YEAR, part="registry"), Page("registry_sheet", "head", query=YEAR),
    Page("registry_import", "head", query=YEAR), Page("registry_edit", "reviewer", "registry"),
    *(Page("inspections", person, "assessment") for person in ("reviewer", "official")),
    *(Page("inspection_new", "reviewer", of) for of in BOTH), Page("inspection", "official", "closed"),
    *(Page(name, "reviewer", "visit") for name in ("inspection", "inspection_edit", "inspection_close")),
]  # fmt: skip
OVERVIEW = [
    *(Page("dashboard", "head", of) for of in ("period", "wide_period")), Page("dashboard_export", "head", "period"),
    Page("dashboard", "head", "period", part="wards"), Page("dashboard", "province", "period", state="forwarded"),
    *(
        Page(f"criterion_overview{what}", "head", of)
        for what in ("", "_export") for of in ("period_criterion", "wide_period_criterion")
    ),
    Page("ward_overview", "head", "assessment"), Page("ward_overview", "official", "wide"),
    Page("ward_overview_export", "official", "wide"),
]  # fmt: skip
AROUND = [
    Page("notice_list", "official"), Page("notice_list", "official", query="?page=2"),
    Page("notice_choices", "official"), Page("mailings", "official"), Page("catalogue_list", "official"),
    *(Page("catalogue_detail", "official", of) for of in ("set", "set_after")),
    *(Page("awards:papers", person, "assessment", state=DONE) for person in ("official", "head")),
    Page("awards:papers", "official", "assessment", state=DONE, part="papers"),
]  # fmt: skip
COUNCILS = [
    *(Page("awards:councils", person) for person in ("leader", "head")),
    *(Page("awards:council", person, "council") for person in ("leader", "head")),
    Page("awards:council_new_ward", "leader", "own_ward"), Page("awards:council_new_office", "head", "office"),
    Page("awards:council_edit", "leader", "council"), Page("awards:meeting_new", "leader", "council", state="drafting"),
    Page("awards:meeting_new", "head", "city_council", state=DONE),
    Page("awards:meeting", "head", "closed_meeting"),
    *(
        Page(f"awards:meeting{name}", *of)
        for name in ("", "_edit", "_attendance", "_wards", "_close")
        for of in (("leader", "meeting"), ("head", "city_meeting"))
    ),
    *(Page(f"awards:{name}", "leader", "vote") for name in ("ballot", "ballot_recuse")),
    Page("awards:provisions", "leader"), Page("awards:provisions", "head", query="?page=2"),
    Page("awards:provision_new", "head", query="?danh-hieu=model-ward&cap=ward&muc=quorum"),
    Page("awards:provision_confirm", "head", "provision"),
]  # fmt: skip
ROOMS = ("officer", "office", "ward", "membership", "period", "criteriaset")
ADMINISTRATION = [
    Page("admin:index", "admin"),
    *(Page(f"admin:wards_{room}_changelist", "admin") for room in ROOMS),
    *(Page(f"admin:wards_{room}_change", "admin", room) for room in ROOMS),
    *(Page(f"admin:awards_{room}_changelist", "admin") for room in ("grant", "paper", "provision")),
    *(Page(f"admin:emulation_{room}_changelist", "admin") for room in ("failedlogin", "login")),
]
PAGES = [*WARD, *EVIDENCE, *OFFICE, *OVERVIEW, *AROUND, *COUNCILS, *ADMINISTRATION]
# What these answer holds one thing, a file, or the way to a page named above.
# Beside what they are tested with: tests/awards/test_{dossier,province,binder}_pages.py, test_waiting.py.
COUNTED_THERE = {
    f"awards:{name}" for name in (
        "dossiers", "dossier_new", "dossier", "dossier_wards", "dossier_meeting", "dossier_drop", "dossier_forward",
        "received_list", "received", "received_receipt", "received_return", "received_decide", "decision_correct",
        "grants", "binders", "dossier_binders", "waiting",
    )
}  # fmt: skip
WITHOUT_ROWS = OPEN | {
    "wards:home",
    *(f"wards:{name}" for name in (
        "hand_in", "citation_renew", "citation_remove", "evidence_upload", "file_download", "file_remove", "uploads",
        "upload", "overview", "file_image", "handed_file", "handed_image", "start_review", "judge", "remark",
        "draft_new", "set_download", "draft", "draft_upload", "draft_differences", "draft_confirm", "draft_discard",
        "draft_head", "draft_criterion", "draft_criterion_new", "draft_indicator", "draft_indicator_new", "set_move",
        "confirm_seen", "charge_take", "inspection_remove", "photos_add", "photo_file", "photo_edit", "notice_open",
    )),
    *(f"awards:{name}" for name in (
        "papers_request", "minutes_request", "paper_file", "papers_finalise", "paper_texts", "paper_word",
        "dossier_papers", "dossier_papers_request", "dossier_papers_finalise", "dossier_texts", "paper_register",
        "issue_cancel", "paper_scan", "scan_file", "binder_cancel", "binder_part", "binder_zip", "forwarded_paper",
        "forwarded_part", "decision_file", "meeting_remove", "dossier_keep_vote", "ward_keep_vote",
    )),
}  # fmt: skip


def test_every_page_with_rows_is_counted() -> None:
    counted = {_name(page) for page in PAGES if not page.name.startswith("admin:")}
    assert sorted(counted | COUNTED_THERE | WITHOUT_ROWS) == sorted(names(get_resolver().url_patterns))


@pytest.mark.slow
def test_pages_ask_as_often_for_three_hundred_rows_as_for_three(
    model_ward_set: CriteriaSet, monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> None:
    known = plausibility_file.relations_of(model_ward_set.code)
    monkeypatch.setattr(plausibility_facts, "relations_for", lambda _set: known)
    settings.MAIL_DIGESTS = True
    ContentType.objects.get_for_models(*apps.get_models())  # read once in a process, whatever the pages show
    small = crowd.build(FEW, model_ward_set, tag=1)
    few = dict(_counts(small))
    large = crowd.build(MANY, model_ward_set, tag=2)
    assert large.wide.entries.count() == MANY
    assert large.line.citations.count() == MANY

    assert dict(_counts(large)) == few


def _counts(of: Crowd) -> Iterator[tuple[Page | str, int]]:
    clients, ids = {role: as_(person) for role, person in of.people.items()}, _ids(of)
    for page in PAGES:
        _stand(of, page.state)
        yield page, _asked(lambda page=page: _visit(clients[page.person], page, ids))
    now = timezone.now().replace(hour=5)  # noon where the offices are
    yield "digest", _asked(lambda: digests.claim(officer=of.people["official"], now=now))
    yield "deadlines", _asked(lambda: deadlines.tell_due(now=now + dt.timedelta(days=13)))


def _asked(act: Callable[[], object]) -> int:
    """How many queries it takes; what it writes is no row of the next."""
    before = transaction.savepoint()
    with CaptureQueriesContext(connection) as queries:
        act()
    transaction.savepoint_rollback(before)
    return len(queries)


def _stand(of: Crowd, state: str) -> None:
    due = timezone.now() + dt.timedelta(days=5) if state == OPEN_AGAIN else None
    Assessment.objects.filter(pk__in=[of.assessment.pk, of.wide.pk]).update(state=state, completion_due=due)


def _visit(client: Client, page: Page, ids: dict[str, list[object]]) -> None:
    url = reverse(_name(page), args=ids[page.of]) + page.query.format(line=ids["line"][0])
    headers = {**HTMX, "HX-Target": page.part} if page.part else {}
    answer = client.post(url, page.post, headers=headers) if page.post else client.get(url, headers=headers)
    assert answer.status_code in {200, 286}, (page, answer.status_code)


def _name(page: Page) -> str:
    return page.name if ":" in page.name else f"wards:{page.name}"


def _ids(of: Crowd) -> dict[str, list[object]]:
    """What the addresses name."""
    here, wide, own, first = of.assessment, of.wide, of.people, of.first
    return {
        "": [], "assessment": [here.pk], "wide": [wide.pk], "criterion": [here.pk, "5"], "line": [of.line.pk],
        "wide_criterion": [wide.pk, "1"], "period": [here.period_id], "wide_period": [wide.period_id],
        "period_criterion": [here.period_id, "5"], "wide_period_criterion": [wide.period_id, "1"],
        "hand_in": [first["hand_in"]], "wide_hand_in": [wide.hand_ins.get().pk], "evidence": [first["evidence"]],
        "newest": [first["newest"]], "citation": [first["citation"]],
        "handed": [first["hand_in"], of.line.pk, 1], "usual": [first["usual"]], "registry": [here.ward_id, 2019],
        "visit": [first["inspection"]], "closed": [first["closed"]], "set": [wide.period.criteria_set.code],
        "set_after": [wide.period.criteria_set.successors.first().code], "officer": [own["admin"].pk],
        "office": [here.ward.office_id], "ward": [here.ward_id], "membership": [own["official"].memberships.get().pk],
        "criteriaset": [wide.period.criteria_set_id], "own_ward": [here.ward_id],
        **{
            name: [first[name]]
            for name in ("council", "meeting", "vote", "closed_meeting", "city_council", "city_meeting", "provision")
        },
    }  # fmt: skip
