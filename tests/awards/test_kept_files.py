"""Papers, scans, volumes and decisions on the disk: altered or lost they are told, and never sent."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from awards.domain import kept_files
from awards.models import AwardDecision, Forwarding
from tests.awards import dossiers, told
from tests.wards.library import as_, read, text
from wards.models import Assessment, Office, Officer

SAID = "Không mở được tệp"


def flip(path: Path) -> None:
    """One bit in the middle."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


HARMS = [flip, Path.unlink]


@pytest.fixture
def decided(
    assessment: Assessment, office: Office, official: Officer, leader: Officer, reviewer: Officer, head: Officer,
    province: Officer,
) -> AwardDecision:  # fmt: skip
    """Forwarded with a paper, its scan and a volume; decided with a scan."""
    dossiers.confirm(assessment.period)
    dossiers.reviewed(assessment, official=official, leader=leader, reviewer=reviewer, head=head)
    dossier = dossiers.begun(office, assessment, by=reviewer)
    told.at_the_province(dossier, head=head, province=province)
    told.decided(dossier, {assessment.pk: None}, province=province)
    return dossier.decisions.get()


def kept(decided: AwardDecision, kind: str) -> tuple[object, str, tuple[int, ...]]:
    """A record with its file, and the door it is sent by."""
    sent: Forwarding = decided.dossier.forwardings.get()
    paper = decided.dossier.papers.get(kind="city_proposal")
    part = sent.binder.parts.get()
    return {
        "drawn": (paper, "paper_file", (paper.pk,)), "scan": (paper.scans.get(), "scan_file", (paper.scans.get().pk,)),
        "sent paper": (paper.scans.get(), "forwarded_paper", (sent.pk, paper.pk)),
        "part": (part, "binder_part", (sent.binder_id, 1)), "sent part": (part, "forwarded_part", (sent.pk, 1)),
        "zip": (paper, "binder_zip", (sent.binder_id,)), "decision": (decided, "decision_file", (decided.pk,)),
    }[kind]  # fmt: skip


@pytest.mark.parametrize("harm", HARMS, ids=["altered", "lost"])
@pytest.mark.parametrize("kind", ["drawn", "scan", "sent paper", "part", "sent part", "zip", "decision"])
def test_altered_or_lost_file_is_not_sent(
    decided: AwardDecision, head: Officer, kind: str, harm: Callable[[Path], object]
) -> None:
    record, door, arguments = kept(decided, kind)
    office: Client = as_(head)
    address = reverse(f"awards:{door}", args=arguments)
    assert read(office.get(address))

    harm(Path(record.file.path))

    answer = office.get(address)
    assert (answer.status_code, SAID in text(answer)) == (404, True)


@pytest.mark.parametrize("harm", HARMS, ids=["altered", "lost"])
@pytest.mark.parametrize("kind", ["drawn", "scan", "part", "decision"])
def test_altered_or_lost_file_is_found(
    decided: AwardDecision, settings: Settings, kind: str, harm: Callable[[Path], object],
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    settings.LEDGER_PROOFS = []  # these papers were made by rows alone
    call_command("verify_ledger")
    there = len({name for _record, name, _sha256 in kept_files.kept_files()})
    assert f"{there} tệp lưu trữ còn nguyên" in capsys.readouterr().out

    record, _door, _arguments = kept(decided, kind)
    harm(Path(record.file.path))

    with pytest.raises(CommandError, match=f"id {record.pk}.*{record.file.name}.*đã mất hoặc bị sửa"):
        call_command("verify_ledger")
