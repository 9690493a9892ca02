"""Nothing that wards and offices did is altered or taken away unnoticed, whoever writes past triggers and pages."""

import datetime as dt
from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.utils import timezone

from emulation.text import digest
from tests import factories
from tests.awards.told import altered
from tests.wards import road, visits
from tests.wards.set_drafts import begun, confirm
from tests.wards.tampering import TAMPERINGS, every_column, faults, is_possible_unnoticed, is_unnoticed
from wards.domain import ledger
from wards.domain.appraisal import extensions, moving, remarks, review
from wards.domain.sheet import assessment as assessments
from wards.domain.sheet import scoring
from wards.models import Assessment, CriteriaSet, HandIn, LedgerEntry, Office, Officer, Period, Remark

records_told = import_module("wards.migrations.0013_records_told")
WHY = "Phường chờ số liệu."


@pytest.fixture
def year(
    assessment: Assessment, office: Office, official: Officer, leader: Officer, reviewer: Officer, head: Officer,
    model_ward_set: CriteriaSet,
) -> None:  # fmt: skip
    """One ward handed in, was visited, remarked on and judged, and completes lines by a later day than was asked; its
    set was replaced and it stays. Another ward got a later day and moved to the new set; a third one got one."""
    road.handed_in(assessment, official=official, leader=leader)
    review.start_review(assessment=assessment, by=reviewer)
    visits.closed(assessment, by=reviewer, photo=True)
    line = assessment.entries.select_related("assessment", "indicator").get(indicator__code="5.2")
    remarks.add(entry=line, text="Cần xem lại.", is_internal=True, by=reviewer)
    due = road.to_complete(assessment, "5.2", "8.2", reviewer=reviewer)
    extensions.extend(assessment=assessment, due=due + dt.timedelta(days=2), reason=WHY, by=head)
    new = confirm(begun(model_ward_set, head), reviewer, head)
    wards = [factories.WardFactory(code=code, name=f"Phường {code}", office=office) for code in ("14800", "14803")]
    factories.WardFactory(code="14806", name="Phường khác", office=office)
    others = assessments.open_assessments(period=assessment.period, wards=wards)
    for other in others:
        extensions.extend(assessment=other, due=timezone.now() + dt.timedelta(days=40), reason=WHY, by=head)
    moving.stay_all(assessments=[assessment], under=new, reason="Đã gần xong", by=head)
    moving.move_all(assessments=others[:1], to=new, reason="Đã có văn bản", by=head)
    scoring.recompute(assessments=list(Assessment.objects.values_list("pk", flat=True)))


def test_what_was_done_is_whole(year: None) -> None:
    assert list(faults()) == []
    call_command("verify_ledger")


def test_no_tampering_goes_unnoticed(year: None) -> None:
    assert [name for name, statements in TAMPERINGS.items() if is_unnoticed(*statements)] == []


def test_no_column_is_altered_and_no_row_taken_away_unnoticed(year: None) -> None:
    assert [name for name, statement in every_column() if is_possible_unnoticed(statement)] == []


@pytest.mark.parametrize("text", ["{", "[]", '{"id":[1]}', '{"entries":7}'])
def test_altered_entry_is_named_and_the_rest_read_on(year: None, text: str) -> None:
    """Whatever stands in it: also the texts that are read, such as those of published sets."""
    with altered(f"UPDATE wards_ledgerentry SET text = '{text}'"):  # noqa: S608
        with pytest.raises(CommandError) as told:
            call_command("verify_ledger")
        first = LedgerEntry.objects.earliest("id").pk
        assert (f"Mục {first} " in str(told.value), "không còn khớp mã băm" in str(told.value)) == (True, True)


def test_record_that_cannot_be_read_stops_its_own_proof_only(year: None) -> None:
    with (
        altered("UPDATE wards_remark SET entry_id = 9999", "DELETE FROM wards_ward", "DELETE FROM wards_stay"),
        pytest.raises(CommandError, match="assessment_stays"),
    ):
        call_command("verify_ledger")


def test_scores_that_wait_for_their_computing_are_no_fault(year: None, assessment: Assessment) -> None:
    with altered("UPDATE wards_score SET points = points + 5"):
        Assessment.objects.update(revision=models.F("revision") + 1)
        assert list(scoring.misstated_scores()) == []
    with altered("UPDATE wards_score SET points = points + 5"):
        assert assessment in scoring.misstated_scores()


def test_period_changed_by_its_administrator_is_no_fault(
    year: None, assessment: Assessment, admin_client: object
) -> None:  # fmt: skip
    period = assessment.period
    url = f"/quan-tri/wards/period/{period.pk}/change/"
    form = admin_client.get(url).context["adminform"].form
    typed = {"title": "Tên khác", "needs_papers": "on"}
    for name in ("ward_deadline", "office_deadline"):
        for place, part in enumerate(form[name].field.widget.decompress(form.initial[name])):
            typed[f"{name}_{place}"] = f"{part:%Y-%m-%d}" if place == 0 else f"{part:%H:%M:%S}"
    for _twice in range(2):
        answer = admin_client.post(url, typed)
        assert answer.status_code == 302, answer.context["adminform"].form.errors

    assert Period.objects.get(pk=period.pk).title == "Tên khác"
    assert LedgerEntry.objects.filter(kind="period", subject="Tên khác").count() == 1
    assert list(faults()) == []


def made_anew(first: int) -> None:
    """The chain from an entry on, computed once more by somebody who knows how: it looks whole."""
    previous = LedgerEntry.objects.filter(pk__lt=first).latest("id").hash
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for entry in LedgerEntry.objects.filter(pk__gte=first).order_by("id"):
            entry.digest, entry.previous = digest(entry.text), previous
            previous = ledger.expected_hash(entry)
            cursor.execute(
                "UPDATE wards_ledgerentry SET digest = %s, previous = %s, hash = %s WHERE id = %s",
                [entry.digest, entry.previous, previous, entry.pk],
            )
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def test_chain_made_anew_is_found_by_a_hash_kept_from_before(
    year: None, capsys: pytest.CaptureFixture[str]
) -> None:  # fmt: skip
    kept, early = LedgerEntry.objects.latest("id"), LedgerEntry.objects.earliest("id")
    changed = LedgerEntry.objects.get(kind="remark").pk
    forged = (
        "UPDATE wards_remark SET text = 'khác'",
        f"UPDATE wards_ledgerentry SET text = replace(text, '{digest('Cần xem lại.')}', '{digest('khác')}')"  # noqa: S608
        f" WHERE id = {changed}",
    )
    call_command("verify_ledger", holds=[kept.hash.upper(), early.hash])
    assert f"{early.hash} đứng ở mục {early.pk}" in capsys.readouterr().out

    with altered(*forged):
        made_anew(changed)
        call_command("verify_ledger", holds=[early.hash])  # what was kept before it happened tells nothing
        with pytest.raises(CommandError, match=f"không có mục nào mang mã băm {kept.hash}"):
            call_command("verify_ledger", holds=[early.hash, kept.hash])


@pytest.mark.parametrize("given", ["", "abc", "g" * 64])
def test_what_is_no_hash_is_refused(year: None, given: str) -> None:
    with pytest.raises(CommandError, match="không phải mã băm"):
        call_command("verify_ledger", holds=[given])


NEW = ("hand_in_record", "remark", "period")


def test_records_of_before_are_told_anew_but_not_what_was_altered(year: None) -> None:
    with altered(
        "DELETE FROM wards_ledgerentry WHERE kind IN ('hand_in_record', 'remark', 'period')",
        "UPDATE wards_ledgerentry SET previous = ''",
    ):
        assert len(list(faults())) == HandIn.objects.count() + Remark.objects.count() + Period.objects.count()
        records_told.tell_anew(apps, None)
        assert list(faults()) == []
        assert LedgerEntry.objects.filter(kind__in=NEW).latest("id") not in [one for one, _why in ledger.broken_links()]


@pytest.mark.parametrize(
    "statement",
    ["UPDATE wards_handin SET at = at - interval '40 days'", "UPDATE wards_handin SET round = 3"],
)
def test_hand_in_altered_before_it_was_told_stays_unproven(year: None, statement: str) -> None:
    with altered("DELETE FROM wards_ledgerentry WHERE kind = 'hand_in_record'", statement):
        records_told.tell_anew(apps, None)
        assert HandIn.objects.get() in faults()
