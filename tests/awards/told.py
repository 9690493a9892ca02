"""A city's year in a few rows, every act of it told to the ledger, and somebody who writes past all triggers."""

import datetime as dt
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from awards.documents import shelf
from awards.domain import provisions
from awards.domain.binders import binding, told
from awards.domain.councils import closing, meetings
from awards.domain.facts import enter_in_ledger
from awards.domain.onward import correcting, decision_words, sealed, sending
from awards.domain.onward.returning import Item
from awards.domain.papers import drawing, issuing, ledger_texts, scans
from awards.domain.papers.paper_facts import CheckedScan
from awards.domain.writing import texts
from awards.models import Binder, Dossier, Forwarding, Issue, KeptVote, Meeting, Paper, Scan
from tests import papers as files
from tests.awards import dossiers, sittings
from wards.models import Assessment, LedgerEntry, Office, Officer

TODAY = timezone.localdate()


def faults() -> Iterator[object]:
    """What the proofs of awards find."""
    for proof in settings.LEDGER_PROOFS:
        if proof.startswith("awards."):
            yield from import_string(proof)()


@contextmanager
def altered(*statements: str) -> Iterator[None]:
    """These rows written by somebody with the rights of the tables' owner; undone afterwards."""
    with transaction.atomic(), connection.cursor() as cursor:
        point = transaction.savepoint()
        cursor.execute("SET LOCAL session_replication_role = replica")  # no trigger fires, no foreign key is asked
        for statement in statements:
            cursor.execute(statement)
            assert cursor.rowcount, statement
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
        try:
            yield
        finally:
            transaction.savepoint_rollback(point)


def ward_acts(assessment: Assessment, *, official: Officer, leader: Officer, clerk: Officer) -> None:
    """The ward's council counts in secret and votes, one member stands aside; the Tờ trình is settled, drawn and
    registered, taken back, its text typed and all done once more; it is scanned, and a volume is bound."""
    council = sittings.council(assessment.ward, by=official)
    meeting = sittings.begun(council, assessment, by=official)
    member = list(council.members.all())[3]
    meetings.recuse(
        ballot=sittings.only(meeting), recused={member.pk: "Là người thân"}, seen=meetings.fingerprint(meeting),
        by=official,
    )  # fmt: skip
    sittings.counted(sittings.only(meeting), (7, 1, 0), official, leader)
    sittings.close(meeting, by=leader)
    wrong = register(settled(assessment, by=leader), 14, by=clerk)
    issuing.cancel(issue=wrong, reason="Sai nơi nhận", by=clerk)
    typed = {"copies": "<p>Lưu: VT.</p>"}
    texts.write(place=assessment, kind="proposal", typed=typed, seen={}, by=official)
    paper = settled(assessment, by=leader)
    register(paper, 15, by=clerk)
    content = files.pdf(2, title="Bản ký")
    scan = CheckedScan("ban-ky.pdf", content, hashlib.sha256(content).hexdigest(), 2)
    scans.keep(paper=paper, scan=scan, finding=scans.Finding("code", 2, 2), by=clerk)
    bound(binding.request_binder(by=leader, assessment=assessment))


def register(paper: Paper, number: int, *, by: Officer) -> Issue:
    given = {"number": number, "issued_on": TODAY, "signer": "Nguyễn Văn A", "signer_office": "Chủ tịch"}
    return issuing.register(paper=paper, by=by, **given)


def settled(assessment: Assessment, *, by: Officer) -> Paper:
    """The ward's Tờ trình to be signed; drawn as a worker does, without the engine."""
    (paper,) = drawing.finalise(place=assessment, by=by, only=[(Paper.Kind.PROPOSAL, 0)])
    name, sha256 = shelf.put(files.pdf(2, title=paper.code))
    assert drawing.finish(paper_id=paper.pk, token=drawing.claim(paper.pk), name=name, sha256=sha256, pages=2)
    return paper


def bound(binder: Binder) -> None:
    """The same of a volume."""
    content, token = files.pdf(3, title=binder.code), binding.claim(binder.pk)
    name, sha256 = shelf.put(content)
    assert binding.finish(binder_id=binder.pk, token=token, parts=[binding.Part(name, sha256, len(content), 3, "[]")])


def at_the_province(dossier: Dossier, *, head: Officer, province: Officer) -> Forwarding:
    """Its papers and volume made by rows and told as if by their acts; forwarded and received."""
    dossiers.prepared(dossier, by=head)
    dossier.refresh_from_db()
    enter_rows()
    sent = sending.forward(dossier=dossier, by=head)
    return sending.receive(
        dossier=dossier, seen=sent.pk, received_on=TODAY, receiver="Trần Thị B", number="07/TN", note="đủ", by=province
    ).forwarding


def enter_rows() -> None:
    """Tell what was made by rows as if by its acts."""
    drawn: set[int] = set()
    for record in list(faults()):
        match record:
            case Meeting():
                enter(closing.KIND, closing.meeting_text(record))
            case Paper() if record.pk in drawn:  # found twice: settled, then drawn
                enter(ledger_texts.DRAWN, ledger_texts.of_drawn(record))
            case Paper():
                drawn.add(record.pk)
                enter(ledger_texts.FINAL, ledger_texts.of_final(record))
            case Issue():
                enter(ledger_texts.ISSUE, ledger_texts.of_issue(record))
            case Scan():
                enter(ledger_texts.SCAN, ledger_texts.of_scan(record))
            case Binder():
                told.enter(record)


def enter(kind: str, text: str) -> None:
    enter_in_ledger(kind=kind, subject=kind, text=text, by=None)


def returned(dossier: Dossier, sent: Forwarding, *, province: Officer) -> None:
    """By a letter that names the city's proposal."""
    item = Item("city", "Sai trích yếu", paper=dossier.papers.get(kind="city_proposal"))
    sending.send_back(
        dossier=dossier, items=[item], seen=sent.pk, letter_number="45/BTĐKT", letter_date=TODAY,
        reasons="Sai trích yếu", due=timezone.now() + dt.timedelta(days=7), by=province,
    )  # fmt: skip


def numbers_set(office: Office, *, by: Officer, second: Officer) -> None:
    """The office goes by another number of sets."""
    found = provisions.record(
        office=office, title="model-ward", level="ward", key="copies", value=Decimal(4), citation="Công văn 12",
        confidence="verbatim", by=by,
    )  # fmt: skip
    provisions.confirm(row=found, by=second)


def vote_kept(dossier: Dossier, *, by: Officer) -> None:
    """As if its appraisal had changed after the vote."""
    ballot = dossier.meeting.ballots.first()
    sealed.enter(
        KeptVote.objects.create(dossier=dossier, ballot=ballot, basis="{}", reason="Không đổi kết luận", by=by)
    )


def decided(dossier: Dossier, outcomes: dict[int, str | None], *, province: Officer) -> None:
    sending.decide(
        dossier=dossier, number="1500/QĐ-UBND", decided_on=TODAY, authority="Chủ tịch UBND tỉnh Thanh Hóa",
        scan=dossiers.decision_scan(), outcomes=outcomes, by=province,
    )  # fmt: skip


def corrected(dossier: Dossier, *, province: Officer) -> None:
    """Its decision had another number."""
    decision = dossier.decisions.get()
    correcting.correct(
        decision=decision, number="1501/QĐ-UBND", decided_on=decision.decided_on, authority=decision.authority,
        scan=None, outcomes=decision_words.said(decision).outcomes, reason="Gõ nhầm", letter_number="215/UBND",
        letter_date=TODAY, by=province,
    )  # fmt: skip


def last_entry(kind: str) -> LedgerEntry:
    return LedgerEntry.objects.filter(kind=kind).latest("id")
