"""Nothing that awards told to the ledger is altered or taken away unnoticed, whoever writes past triggers and pages."""

from collections.abc import Iterator

import pytest
from django.db import IntegrityError, models

from awards.models import (
    Attendance,
    AwardDecision,
    Ballot,
    Binder,
    BinderPart,
    Count,
    Dossier,
    DossierWard,
    Forwarding,
    Grant,
    Issue,
    KeptVote,
    Meeting,
    Member,
    Outcome,
    Paper,
    PaperText,
    Provision,
    ProvisionConfirmation,
    Receipt,
    Recusal,
    Return,
    ReturnedItem,
    Scan,
)  # fmt: skip
from tests import factories
from tests.awards import dossiers, told
from tests.wards import road
from wards.models import Assessment, Office, Officer, Ward

# One row of each, by the words that find it.
ROWS: dict[type[models.Model], str] = {
    Meeting: "council_id IN (SELECT id FROM awards_council WHERE ward_id IS NOT NULL)",
    Attendance: "", Ballot: "", Count: "", Recusal: "", Member: "",
    Paper: "kind = 'proposal'", PaperText: "", Issue: "cancelled_at IS NULL", Scan: "",
    Binder: "assessment_id IS NOT NULL", BinderPart: "", Forwarding: "", Receipt: "", Return: "", ReturnedItem: "",
    AwardDecision: "", Outcome: "recognised", Grant: "", KeptVote: "", Provision: "", ProvisionConfirmation: "",
    Dossier: "state = 'decided'", DossierWard: "dossier_id IN (SELECT id FROM awards_dossier WHERE state = 'decided')",
}  # fmt: skip
KINDS = (
    "meeting", "paper_text", "paper_final", "paper_drawn", "issue", "issue_cancelled", "scan", "binder", "forwarding",
    "receipt", "returned_dossier", "award_decision", "kept_vote", "provision", "provision_confirmed", "grant",
)  # fmt: skip
# What is no part of what was done: how a worker came to its result.
WORK = {"sent_at", "token", "lease_until", "attempts", "failure"}
UNTOLD: dict[type[models.Model], set[str]] = {
    Paper: WORK, Binder: {*WORK, "done", "steps", "step"}, DossierWard: {"id"},
}  # fmt: skip
OTHER = {
    models.FileField: "{0} || 'z'",
    models.CharField: "CASE WHEN {0} = 'z' THEN 'y' ELSE 'z' END", models.TextField: "{0} || 'z'",
    models.BooleanField: "NOT {0}", models.DateTimeField: "coalesce({0}, now()) + interval '1 hour'",
    models.DecimalField: "{0} - 1", models.DateField: "coalesce({0}, current_date) - 1",
}  # fmt: skip


@pytest.fixture
def year(
    assessment: Assessment, other_ward: Ward, office: Office, official: Officer, leader: Officer, clerk: Officer,
    reviewer: Officer, head: Officer, province: Officer,
) -> None:  # fmt: skip
    """Two wards decided on in the first round of proposals, by a decision corrected since; a third returned in the
    second."""
    dossiers.confirm(assessment.period)
    road.fill(assessment, by=official)
    told.ward_acts(assessment, official=official, leader=leader, clerk=clerk)
    dossiers.reviewed(assessment, official=official, leader=leader, reviewer=reviewer, head=head)
    second = dossiers.reviewed_beside(assessment, other_ward)
    third = dossiers.reviewed_beside(assessment, factories.WardFactory(code="14800", name="Phường Ba", office=office))
    first_round = dossiers.begun(office, assessment, second, by=reviewer)
    second_round = dossiers.begun(office, third, by=reviewer)
    for dossier in (first_round, second_round):
        sent = told.at_the_province(dossier, head=head, province=province)
    told.vote_kept(second_round, by=head)
    told.numbers_set(office, by=reviewer, second=head)
    told.returned(second_round, sent, province=province)
    told.decided(first_round, {assessment.pk: None, second.pk: "Chưa đủ điều kiện"}, province=province)
    told.corrected(first_round, province=province)


def every_column() -> Iterator[tuple[str, str]]:
    """Every column of every such row, set to something else."""
    for model, where in ROWS.items():
        table = model._meta.db_table
        for field in model._meta.concrete_fields:
            if field.name in UNTOLD.get(model, set()):
                continue
            other = _other(field).format(field.column)
            yield f"{table}.{field.column}", f"UPDATE {table} SET {field.column} = {other}{_one(table, where)}"  # noqa: S608


def _other(field: models.Field) -> str:
    if field.choices:
        first, second = (value for value, _label in list(field.flatchoices)[:2])
        return f"CASE WHEN {{0}} = '{first}' THEN '{second}' ELSE '{first}' END"
    return next((sql for kind, sql in OTHER.items() if isinstance(field, kind)), "coalesce({0}, 0) + 1000")


def every_row() -> Iterator[tuple[str, str]]:
    """Every such row taken away."""
    for model, where in ROWS.items():
        table = model._meta.db_table
        yield f"{table} taken away", f"DELETE FROM {table}{_one(table, where)}"  # noqa: S608


def _one(table: str, where: str) -> str:
    return f" WHERE id = (SELECT min(id) FROM {table} WHERE {where or 'true'})"  # noqa: S608 - our own words


TAMPERINGS: dict[str, tuple[str, ...]] = {
    "registration un-cancelled": (
        "UPDATE awards_issue SET cancelled_at = NULL, cancelled_by_id = NULL, cancel_reason = ''"
        " WHERE cancelled_at IS NOT NULL",
    ),
    "why it was cancelled": ("UPDATE awards_issue SET cancel_reason = 'khác' WHERE cancelled_at IS NOT NULL",),
    "meeting reopened": ("UPDATE awards_meeting SET closed_at = NULL, closed_by_id = NULL",),
    "meeting reopened, votes changed": (
        "UPDATE awards_meeting SET closed_at = NULL, closed_by_id = NULL",
        "UPDATE awards_ballot SET in_favour = in_favour + 1",
    ),
    "meeting closed earlier": ("UPDATE awards_meeting SET closed_at = closed_at - interval '1 day'",),
    "votes": ("UPDATE awards_ballot SET in_favour = 9, against = 0, blank = 0",),
    "vote goes on": ("UPDATE awards_ballot SET goes_on = NOT goes_on",),
    "whole meeting taken away": (
        "DELETE FROM awards_count", "DELETE FROM awards_recusal", "DELETE FROM awards_ballot",
        "DELETE FROM awards_attendance", "DELETE FROM awards_meeting",
    ),
    "council of another place": (
        "UPDATE awards_council SET office_id = NULL, ward_id = 1, ended_on = now() WHERE office_id IS NOT NULL",
    ),
    "council's decision": ("UPDATE awards_council SET decision_number = '99/QĐ'",),
    "member added": (
        "INSERT INTO awards_member (council_id, position, full_name, job, role) "
        "SELECT id, 99, 'Kẻ khác', 'Ủy viên', 'member' FROM awards_council",
    ),
    "ballot added": (
        "INSERT INTO awards_ballot (meeting_id, assessment_id, position, below_reason, goes_on, void_until, basis,"
        " failed_rounds)"
        " SELECT id, (SELECT max(id) FROM wards_assessment), 2, '', true, 0, '', 0 FROM awards_meeting LIMIT 1",
    ),
    "registration added": (
        "INSERT INTO awards_issue (paper_id, ward_id, sign, year, number, issued_on, signer, signer_office, by_id, at,"
        " cancel_reason) SELECT id, 1, 'TTr-UBND', 2020, 7, '2020-01-01', 'A', 'Chủ tịch', 1, now(), ''"
        " FROM awards_paper WHERE kind = 'proposal' ORDER BY id LIMIT 1",
    ),
    "paper shown to be signed": ("UPDATE awards_paper SET is_final = false WHERE kind = 'proposal'",),
    "drawn paper queued anew": (
        "UPDATE awards_paper SET state = 'queued', file = '', sha256 = '', pages = NULL WHERE kind = 'proposal'",
    ),
    "paper with another's file": (
        "UPDATE awards_paper SET (file, sha256) = (SELECT file, sha256 FROM awards_paper WHERE kind = 'appraisal'"
        " LIMIT 1) WHERE kind = 'proposal'",
    ),
    "scan with another's file": (
        "UPDATE awards_scan SET file = (SELECT file FROM awards_scan ORDER BY id LIMIT 1)"
        " WHERE id = (SELECT max(id) FROM awards_scan)",
    ),
    "volume with another's file": (
        "UPDATE awards_binderpart SET (file, sha256) = (SELECT file, sha256 FROM awards_paper"
        " WHERE file <> '' LIMIT 1)",
    ),
    "dossier moved on": ("UPDATE awards_dossier SET state = 'decided' WHERE state = 'returned'",),
    "dossier taken back": ("UPDATE awards_dossier SET state = 'received' WHERE state = 'decided'",),
    "ward put into what went": (
        "INSERT INTO awards_dossierward (dossier_id, assessment_id, position)"
        " SELECT id, 99, 9 FROM awards_dossier WHERE state = 'decided'",
    ),
    "forwarding taken away whole": (
        "DELETE FROM awards_receipt", "DELETE FROM awards_returneditem", "DELETE FROM awards_return",
        "DELETE FROM awards_forwarding",
    ),
    "decision taken away whole": ("DELETE FROM awards_outcome", "DELETE FROM awards_awarddecision"),
    "outcome turned": (
        "UPDATE awards_outcome SET recognised = false, grant_id = NULL, reason = 'khác' WHERE recognised",
    ),
    "correction taken away": (
        "DELETE FROM awards_outcome WHERE decision_id = (SELECT max(id) FROM awards_awarddecision)",
        "DELETE FROM awards_awarddecision WHERE corrects_id IS NOT NULL",
    ),
    "correction made a decision of its own": (
        "UPDATE awards_awarddecision SET corrects_id = NULL, reason = '', letter_number = '', letter_date = NULL"
        " WHERE corrects_id IS NOT NULL",
    ),
    "correction of another record": ("UPDATE awards_awarddecision SET corrects_id = 1 WHERE corrects_id IS NOT NULL",),
    "why it was corrected": ("UPDATE awards_awarddecision SET reason = 'khác' WHERE corrects_id IS NOT NULL",),
    "by which document it was corrected": (
        "UPDATE awards_awarddecision SET letter_number = '1/UBND' WHERE corrects_id IS NOT NULL",
    ),
    "no document that corrects it": (
        "UPDATE awards_awarddecision SET letter_number = '', letter_date = NULL WHERE corrects_id IS NOT NULL",
    ),
    "correction says what was said before": (
        "UPDATE awards_awarddecision SET number = '1500/QĐ-UBND' WHERE corrects_id IS NOT NULL",
    ),
    "earlier record says what the correction says": (
        "UPDATE awards_awarddecision SET number = '1501/QĐ-UBND' WHERE corrects_id IS NULL",
    ),
    "title not corrected": ("UPDATE awards_grant SET decision_number = '1500/QĐ-UBND'",),
    "dossier taken away": ("DELETE FROM awards_dossier",),
    "paper taken away with its registrations": ("DELETE FROM awards_issue", "DELETE FROM awards_paper"),
}  # fmt: skip


def is_unnoticed(*statements: str) -> bool:
    with told.altered(*statements):
        return next(told.faults(), None) is None


def is_possible_unnoticed(statement: str) -> bool:
    """Neither do the proofs find it, nor does the database itself refuse it."""
    try:
        return is_unnoticed(statement)
    except IntegrityError:
        return False


def test_what_was_told_is_whole(year: None) -> None:
    assert list(told.faults()) == []


def test_no_tampering_goes_unnoticed(year: None) -> None:
    assert [name for name, statements in TAMPERINGS.items() if is_unnoticed(*statements)] == []
    assert list(told.faults()) == []


def test_no_column_is_altered_and_no_row_taken_away_unnoticed(year: None) -> None:
    there = [*every_column(), *every_row()]
    assert [name for name, statement in there if is_possible_unnoticed(statement)] == []


@pytest.mark.parametrize("text", ["{", "[]", '{"id":[1]}'])
def test_entry_whose_text_was_altered_does_not_stop_the_proofs(year: None, text: str) -> None:
    for kind in KINDS:
        with told.altered(f"UPDATE wards_ledgerentry SET text = '{text}' WHERE id = {told.last_entry(kind).pk}"):  # noqa: S608
            assert list(told.faults()) != [], kind


def test_no_entry_is_taken_out_of_the_ledger_unnoticed(year: None) -> None:
    """Also off its end, where the chain does not show it."""
    for kind in KINDS:
        with told.altered(f"DELETE FROM wards_ledgerentry WHERE id = {told.last_entry(kind).pk}"):  # noqa: S608
            assert len(list(told.faults())) == 1, kind
