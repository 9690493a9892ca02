"""What stands on the ward's side: documents, notices, papers, and the wards beside it."""

import datetime as dt
from itertools import pairwise
from typing import Any

from django.utils import timezone

from awards.models import Grant, Paper
from emulation.models import FailedLogin, Login
from tests import factories
from tests.crowd.place import lines
from wards.domain.sheet import scoring
from wards.domain.sheet.sealed import handed_in_text
from wards.models import (
    Assessment,
    Assignment,
    Citation,
    Content,
    Decision,
    Entry,
    EntryEvent,
    Evidence,
    EvidenceFile,
    Extension,
    HandIn,
    Mailing,
    Notice,
    Officer,
    Period,
    RegistryFigure,
    RegistryFigureEvent,
    Upload,
    Ward,
)

LINE = "5.2"  # the line that has so many documents, verdicts, remarks and answers
EARLIER = "5.3"  # the line that cited another document in each earlier year
DAY = dt.timedelta(days=1)


def before_papers(count: int, assessment: Assessment, line: Entry, people: dict[str, Officer]) -> None:
    """Steps, earlier hand-ins (without documents yet), extensions, assignments, uploads on their way."""
    by, now, text = people["leader"], timezone.now(), handed_in_text(assessment)
    HandIn.objects.bulk_create(
        HandIn(assessment=assessment, round=n, text=text, digest="0" * 64, by=by) for n in range(1, count)
    )
    Decision.objects.bulk_create(
        Decision(
            assessment=assessment, round=n, action="start_review", from_state="handed_in", to_state="under_review",
            by=people["reviewer"],
        )
        for n in range(1, count)
    )  # fmt: skip
    Extension.objects.bulk_create(
        Extension(assessment=assessment, before=now + n * DAY, due=now + (n + 1) * DAY, reason="Mưa lũ", by=by)
        for n in range(count)
    )
    criteria = assessment.period.criteria_set.criteria.all()
    Assignment.objects.bulk_create(
        Assignment(assessment=assessment, criterion=one, officer=people["official"], by=by) for one in criteria
    )
    Upload.objects.bulk_create(
        Upload(officer=people["official"], ward=assessment.ward, name="a.pdf", size=9) for _n in range(count)
    )
    EntryEvent.objects.bulk_create(
        EntryEvent(
            pgh_obj_id=line.pk, pgh_label="update", pgh_created_at=now, met=n % 8, of=8, version=n + 2,
            updated_by=people["official"], updated_at=now + n * DAY, explanation=f"Lần {n}", no_data_reason="", text="",
        )
        for n in range(count)
    )  # fmt: skip


def documents(count: int, line: Entry, by: Officer, tag: int) -> dict[str, int]:
    """Documents the line cites, the first with so many files; one in so many versions, the first cited elsewhere."""
    kinds = [kind for kind in Evidence.Kind.values if kind != "confirmation"]
    ward = line.assessment.ward
    every = Evidence.objects.bulk_create(
        Evidence(
            ward=ward, number=f"{n}/QĐ", abstract=f"Tài liệu {n}", issuer=f"Cơ quan {n}", kind=kinds[n % len(kinds)],
            issued_on=dt.date(2018, 5, 6), created_by=by, search_key=f"tai lieu {n}",
        )
        for n in range(2 * count)
    )  # fmt: skip
    made, versions = every[:count], every[count:]
    for older, newer in pairwise(versions):
        newer.revises = older
    Evidence.objects.bulk_update(versions, ["revises"])
    contents = Content.objects.bulk_create(
        Content(sha256=f"{tag}{n:063d}", size=9, media_type="application/pdf", pages=3, file="evidence/khong-co.pdf")
        for n in range(count)
    )
    EvidenceFile.objects.bulk_create(
        EvidenceFile(evidence=paper, content=content, name=f"{n}.pdf", uploaded_by=by)
        for n, (paper, content) in enumerate([
            *((made[0], one) for one in contents), *((made[n], contents[n]) for n in range(1, count)),
        ])
    )  # fmt: skip
    cited = Citation.objects.bulk_create(
        Citation(entry=line, evidence=paper, position=n + 1, pages="2", by=by) for n, paper in enumerate(made)
    )
    others = line.assessment.entries.exclude(pk=line.pk)
    Citation.objects.bulk_create(
        Citation(entry=one, evidence=paper, position=n, pages="1", by=by)
        for one in others for n, paper in enumerate((made[0], versions[0]), 1)
    )  # fmt: skip
    return {"evidence": made[0].pk, "newest": versions[-1].pk, "citation": cited[0].pk}


def told(count: int, assessment: Assessment, officer: Officer) -> None:
    """Notices that wait for the next digest, and digests of days gone by."""
    Notice.objects.bulk_create(
        Notice(
            officer=officer, kind="to_complete", assessment=assessment, key=str(n), path="/", by_mail=True,
            facts={"codes": [LINE], "due": timezone.now().isoformat()},
        )
        for n in range(count)
    )  # fmt: skip
    today = timezone.localdate()
    Mailing.objects.bulk_create(
        Mailing(officer=officer, day=today - (n + 1) * DAY, address="a@example.vn", subject="x", body="x", state="sent")
        for n in range(count)
    )


def drawn(count: int, assessment: Assessment, by: Officer) -> None:
    """Papers in all their revisions, minutes of every visit, the ward's awards; and who logged in."""
    now = timezone.now()
    done = {"state": "ready", "file": "papers/x.pdf", "sha256": "0" * 64, "pages": 1, "drawn_at": now}
    of = {"assessment": assessment, "requested_by": by, "context": "{}", "digest": "0" * 64}
    Paper.objects.bulk_create(Paper(kind="report", revision=n + 1, **of, **done) for n in range(count))
    visits = assessment.inspections.exclude(closed_at=None)
    Paper.objects.bulk_create(Paper(kind="minutes", subject=one.pk, revision=1, **of, **done) for one in visits)
    Grant.objects.bulk_create(
        Grant(ward=assessment.ward, form="title", title=f"Danh hiệu {n}", recipient="Phường", year=2019)
        for n in range(count)
    )
    FailedLogin.objects.bulk_create(
        FailedLogin(username=f"{by.pk}-{n}", ip_address="192.0.2.1", failures_since_start=1) for n in range(count)
    )
    Login.objects.bulk_create(Login(username=by.username, ip_address="192.0.2.1") for _n in range(count))


def neighbours(count: int, periods: list[Period], ward: Ward, people: dict[str, Officer]) -> None:
    """Other wards of the office that handed in, with basic figures; and this ward in so many earlier years."""
    wards = [factories.WardFactory.build(code=f"{ward.code[0]}{n:04}", office=ward.office) for n in range(count)]
    for one in wards:
        one.set_keys()
    Ward.objects.bulk_create(wards)
    beside = Assessment.objects.bulk_create(
        Assessment(ward=one, period=periods[0], state="under_review", round=1) for one in wards
    )
    lines(beside)
    before = Assessment.objects.bulk_create(
        Assessment(ward=ward, period=period, state="forwarded", round=1) for period in periods[1:]
    )
    cited = Evidence.objects.filter(ward=ward).order_by("pk")[: len(before)]
    citing = [line for line in lines(before) if line.indicator.code == EARLIER]
    Citation.objects.bulk_create(
        Citation(entry=line, evidence=paper, position=1, pages="1", by=people["official"])
        for line, paper in zip(citing, cited, strict=True)
    )
    HandIn.objects.bulk_create(
        HandIn(assessment=one, round=1, text='{"entries": []}', digest="0" * 64, by=people["leader"])
        for one in (*beside, *before)
    )
    known: dict[str, Any] = {"subject": "groups", "value": 9, "source": "Niên giám", "by": people["reviewer"]}
    RegistryFigure.objects.bulk_create(RegistryFigure(ward=one, year=2019, **known) for one in (ward, *wards))
    RegistryFigureEvent.objects.bulk_create(
        RegistryFigureEvent(
            pgh_obj_id=1, id=1, pgh_label="update", pgh_created_at=timezone.now(), ward_id=ward.pk, year=2019,
            at=timezone.now(), **{**known, "value": n},
        )
        for n in range(count)
    )  # fmt: skip
    scoring.recompute(assessments=[one.pk for one in (*beside, *before)])
