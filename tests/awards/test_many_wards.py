"""Pages of a dossier ask the database as often for 30 wards as for one, whatever moved in them."""

from collections.abc import Iterable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from awards.domain.onward.steps import Way
from awards.domain.papers.moved import that_moved
from awards.domain.papers.outdated import outdated_papers
from awards.domain.papers.present import Present
from awards.domain.papers.standings import standing
from awards.domain.papers.together import read_together
from awards.models import Dossier, Grant, PaperText
from awards.queries.dossiers import get_dossier
from tests.awards import dossiers as road
from tests.awards import many
from tests.wards.library import as_, text
from wards.domain.sheet import scoring
from wards.models import Assessment, HandIn, Office, Officer, Period

SIZES = (1, 2, 30)


@pytest.fixture
def rounds(office: Office, period: Period, reviewer: Officer) -> list[Dossier]:
    """Three rounds, ready to be forwarded."""
    road.confirm(period)
    return [many.dossier(office, period, size, by=reviewer) for size in SIZES]


@pytest.fixture
def pair(office: Office, period: Period, reviewer: Officer) -> Dossier:
    """One of two wards."""
    road.confirm(period)
    return many.dossier(office, period, 2, by=reviewer)


@pytest.fixture
def boss(head: Officer) -> Client:
    client = as_(head)
    client.get("/")
    return client


def named(dossier: Dossier) -> list[Assessment]:
    return list(many.whole(dossier.wards.values_list("assessment", flat=True)))


def asked(client: Client, page: str, dossiers: Iterable[Dossier], *more: list[int]) -> list[int]:
    """How often each page asks the database."""
    counts = []
    for place, dossier in enumerate(dossiers):
        with CaptureQueriesContext(connection) as seen:
            answer = client.get(reverse(f"awards:{page}", args=[dossier.pk, *(ids[place] for ids in more)]))
        assert answer.status_code == 200
        counts.append(len(seen))
    return counts


def retitle(dossier: Dossier, *, year: int) -> None:
    """Every ward was given a title since it signed; one of a later year stands in none of its papers."""
    Grant.objects.bulk_create(
        Grant(
            ward=one.ward, form="title", title="Cờ thi đua", recipient="Phường", authority="UBND", year=year,
            source="Quyết định", recorded_at=timezone.now(),
        )
        for one in named(dossier)
    )  # fmt: skip


def adjust(dossier: Dossier, *, by: Officer) -> None:
    """The office judged a line of every ward otherwise, after the vote."""
    pks = [one.pk for one in named(dossier)]
    hand_ins = {row.assessment_id: row for row in HandIn.objects.filter(assessment__in=pks)}
    many.judge(hand_ins, "adjusted", code="5.2", by=by, met=6, of=8, reason="Chưa đủ minh chứng")
    scoring.recompute(assessments=pks)


def test_forward_page_and_page_of_a_dossier_ask_alike_for_1_2_and_30_wards_moved_or_not(
    rounds: list[Dossier], boss: Client, head: Officer
) -> None:
    still = asked(boss, "dossier_forward", rounds)
    for dossier in rounds:
        retitle(dossier, year=2030)
        found = get_dossier(head, dossier.pk)
        assert len(that_moved([row.assessment for row in found.wards.all()], found.period)) == found.wards.count()

    forward, page = asked(boss, "dossier_forward", rounds), asked(boss, "dossier", rounds)

    assert [missing.text for missing in Way(get_dossier(head, rounds[2].pk)).missing] == []
    last = text(boss.get(reverse("awards:dossier_forward", args=[rounds[2].pk])))
    assert "Trình tỉnh hồ sơ của 30 đơn vị" in last
    assert (still, forward, page) == ([still[0]] * 3, [forward[0]] * 3, [page[0]] * 3)


def test_pages_of_wards_appraised_otherwise_since_the_vote_ask_alike_for_1_2_and_30(
    rounds: list[Dossier], boss: Client, head: Officer, reviewer: Officer
) -> None:
    for dossier in rounds:
        adjust(dossier, by=reviewer)
    firsts = [named(dossier)[0].pk for dossier in rounds]

    counts = {
        "dossier": asked(boss, "dossier", rounds), "dossier_forward": asked(boss, "dossier_forward", rounds),
        "dossier_keep_vote": asked(boss, "dossier_keep_vote", rounds, firsts),
    }  # fmt: skip

    way = Way(get_dossier(head, rounds[2].pk))
    assert len(way.changed) == 30
    assert sum("“Báo cáo thẩm định”" in missing.text for missing in way.missing) == 30
    assert counts == {page: [found[0]] * 3 for page, found in counts.items()}


def test_wards_read_together_say_what_each_says_alone(pair: Dossier, leader: Officer) -> None:
    retitle(pair, year=2018)
    first, second = named(pair)
    PaperText.objects.create(
        assessment=second, kind="report", part="features", markup="<p>Phường trung tâm.</p>", version=1, by=leader
    )

    for present in read_together([first, second]):
        alone = Present(Assessment.objects.get(pk=present.place.pk))
        keys = [key for key in alone.keys if not alone.lacks(key, final=True)]
        assert {key: present.says(key, final=True) for key in keys} == {
            key: alone.says(key, final=True) for key in keys
        }
        assert [present.lacks(key, final=True) for key in alone.keys] == [
            alone.lacks(key, final=True) for key in alone.keys
        ]


def test_outdated_papers_of_many_are_those_that_each_ward_s_own_page_tells(pair: Dossier, reviewer: Officer) -> None:
    adjust(pair, by=reviewer)
    first, second = named(pair)
    retitle(pair, year=2018)
    alone = {row.paper.pk for one in (first, second) for row in standing(one) if row.paper and row.is_outdated}

    found = outdated_papers(assessments=named(pair), dossier=pair, thoroughly=True)

    assert {pk for pk in found if not pair.papers.filter(pk=pk).exists()} == alone
    assert len(alone) == 4  # both wards' achievement and appraisal reports
