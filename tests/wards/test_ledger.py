"""The ledger: everything handed in, judged and decided is chained, cannot be altered, and shows it when it was."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import Model
from django.urls import reverse

from tests.wards import road
from tests.wards.library import as_, read, text
from tests.wards.races import together
from wards.domain import ledger
from wards.domain.appraisal import review
from wards.domain.criteria import catalogue_sealed
from wards.domain.sheet import proofs, standing
from wards.models import Assessment, Decision, Evidence, HandIn, LedgerEntry, Officer, Verdict

SEALED: tuple[type[Model], ...] = (LedgerEntry, HandIn, Verdict, Decision)


@pytest.fixture
def judged(assessment: Assessment, official: Officer, leader: Officer, reviewer: Officer) -> Assessment:
    """Handed in, the appraisal begun, one line confirmed."""
    road.handed_in(assessment, official=official, leader=leader)
    review.start_review(assessment=assessment, by=reviewer)
    road.judge(assessment, "2.1", "confirmed", by=reviewer)
    return assessment


def tamper(statement: str, *values: object) -> None:
    """What somebody with the rights of the table's owner could do."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # no trigger fires
        cursor.execute(statement, values)
        cursor.execute("SET session_replication_role = DEFAULT")


def test_ledger_holds_every_act_in_order(judged: Assessment) -> None:
    acts = list(LedgerEntry.objects.exclude(kind__contains="set").values_list("kind", flat=True))

    assert acts == [
        "period", "decision_submit", "hand_in", "hand_in_record", "decision_hand_in", "decision_start_review", "verdict"
    ]  # fmt: skip
    assert list(ledger.broken_links()) == []
    assert list(proofs.unproven_records()) == []


def test_every_entry_follows_the_one_before(judged: Assessment) -> None:
    rows = list(LedgerEntry.objects.all())

    assert [row.previous for row in rows] == ["", *(row.hash for row in rows[:-1])]


WAYS: dict[str, Callable[[Model], object]] = {
    "save": lambda row: row.save(),
    "delete": lambda row: row.delete(),
    "queryset update": lambda row: (
        type(row)._default_manager.filter(pk=row.pk).update(by=None)
        if hasattr(row, "by_id")
        else type(row)._default_manager.filter(pk=row.pk).update(subject="khác")
    ),
    "queryset delete": lambda row: type(row)._default_manager.filter(pk=row.pk).delete(),
    "sql update": lambda row: connection.cursor().execute(f"UPDATE {row._meta.db_table} SET at = now()"),  # noqa: S608
    "sql delete": lambda row: connection.cursor().execute(f"DELETE FROM {row._meta.db_table}"),  # noqa: S608
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("model", SEALED, ids=lambda model: model.__name__)
def test_sealed_rows_can_only_be_added(judged: Assessment, model: type[Model], way: str) -> None:
    row = model._default_manager.order_by("pk").last()
    count = model._default_manager.count()

    with pytest.raises(DatabaseError, match=r"Cannot (update|delete)"), transaction.atomic():
        WAYS[way](row)

    assert model._default_manager.count() == count


def test_altered_text_is_found(judged: Assessment) -> None:
    entry = LedgerEntry.objects.get(kind="verdict")
    tamper("UPDATE wards_ledgerentry SET text = replace(text, 'confirmed', 'adjusted') WHERE id = %s", entry.pk)

    assert list(ledger.broken_links()) == [(entry, "text")]
    with pytest.raises(CommandError, match=f"Mục {entry.pk} .*không còn khớp mã băm"):
        call_command("verify_ledger")


def test_altered_actor_is_found(judged: Assessment, head: Officer) -> None:
    entry = LedgerEntry.objects.get(kind="hand_in")
    tamper("UPDATE wards_ledgerentry SET actor_id = %s WHERE id = %s", head.pk, entry.pk)

    assert list(ledger.broken_links()) == [(entry, "hash")]


def test_entry_taken_out_of_the_middle_is_found(judged: Assessment) -> None:
    after = LedgerEntry.objects.get(kind="hand_in_record")
    tamper("DELETE FROM wards_ledgerentry WHERE kind = 'hand_in'")

    assert list(ledger.broken_links()) == [(after, "previous")]


def test_entry_taken_off_the_end_leaves_an_unproven_verdict(judged: Assessment) -> None:
    tamper("DELETE FROM wards_ledgerentry WHERE kind = 'verdict'")

    assert list(ledger.broken_links()) == []
    assert list(proofs.unproven_records()) == [Verdict.objects.get()]
    with pytest.raises(CommandError, match="bản ghi không khớp với sổ cái"):
        call_command("verify_ledger")


@pytest.mark.parametrize(
    ("model", "statement"),
    [
        (HandIn, "UPDATE wards_handin SET text = replace(text, '21', '25')"),
        (Verdict, "UPDATE wards_verdict SET number = 1"),
        (Decision, "UPDATE wards_decision SET reason = 'khác' WHERE action = 'hand_in'"),
        (HandIn, "UPDATE wards_handin SET by_id = (SELECT min(id) FROM wards_officer WHERE id <> by_id)"),
        (LedgerEntry, "DELETE FROM wards_verdict"),
    ],
    ids=["hand-in", "verdict", "decision", "who handed in", "taken out"],
)
def test_altered_record_is_found(judged: Assessment, model: type[Model], statement: str) -> None:
    tamper(statement)

    assert [type(record) for record in proofs.unproven_records()] == [model]


@pytest.mark.parametrize("state", ["drafting", "reviewed"])
def test_assessment_moved_past_the_pages_is_found(judged: Assessment, state: str) -> None:
    assert list(standing.misstated_assessments()) == []
    Assessment.objects.filter(pk=judged.pk).update(state=state)

    assert list(standing.misstated_assessments()) == [judged]
    with pytest.raises(CommandError, match="bản ghi không khớp với sổ cái"):
        call_command("verify_ledger")


def test_verify_ledger_says_that_it_is_whole(judged: Assessment, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify_ledger")

    assert f"Sổ cái nguyên vẹn: {LedgerEntry.objects.count()} mục" in capsys.readouterr().out


@pytest.mark.django_db(transaction=True)
def test_concurrent_acts_follow_one_another() -> None:
    def act(number: int) -> None:
        for turn in range(5):
            ledger.append(kind="test", subject=f"{number}.{turn}", text=f"{number}.{turn}", by=None)

    assert together(*(partial(act, number) for number in range(4))) == [None] * 4

    assert LedgerEntry.objects.count() == 20
    assert list(ledger.broken_links()) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE wards_criteriaset SET title = 'khác'",
        "UPDATE wards_indicator SET points = points + 1 WHERE code = '2.1'",
        "DELETE FROM wards_band WHERE indicator_id = (SELECT id FROM wards_indicator WHERE code = '2.1')",
    ],
)
def test_altered_set_is_found(judged: Assessment, statement: str) -> None:
    assert list(catalogue_sealed.unproven_sets()) == []
    tamper(statement)

    assert list(catalogue_sealed.unproven_sets()) == [judged.period.criteria_set]
    with pytest.raises(CommandError, match="bản ghi không khớp với sổ cái"):
        call_command("verify_ledger")


@pytest.mark.parametrize("harm", [lambda path: path.write_bytes(b"khac"), lambda path: path.unlink()])
def test_altered_or_lost_file_is_found(
    cited: Evidence, harm: Callable[[Path], object], capsys: pytest.CaptureFixture[str]
) -> None:
    content = cited.files.get().content
    call_command("verify_ledger")
    assert "1 tệp lưu trữ còn nguyên" in capsys.readouterr().out
    harm(Path(content.file.path))

    with pytest.raises(CommandError, match=f"id {content.pk}.*{content.sha256}.*đã mất hoặc bị sửa"):
        call_command("verify_ledger")


@pytest.mark.parametrize("harm", [lambda path: path.write_bytes(b"khac"), lambda path: path.unlink()])
def test_altered_or_lost_file_is_not_sent(
    cited: Evidence, official: Officer, harm: Callable[[Path], object]
) -> None:  # fmt: skip
    file = cited.files.get()
    address = reverse("wards:file_download", args=[file.pk])
    assert read(as_(official).get(address))

    harm(Path(file.content.file.path))

    answer = as_(official).get(address)
    assert (answer.status_code, "Không mở được tệp" in text(answer)) == (404, True)
