"""The page of volumes leads: what this sending needs, its form open with the right choice, then the way on."""

import pytest
from django.urls import reverse

from awards.domain.onward import keeping_votes
from awards.domain.onward.returning import Item
from awards.domain.writing.kept_votes import changed_votes
from awards.models import Dossier, Forwarding
from awards.queries.dossiers import get_dossier
from tests.awards import dossiers as road
from tests.awards.province import corrected, send_back
from tests.wards.library import as_
from wards.models import Assessment, Officer


@pytest.fixture
def back(
    sent: Forwarding, first: Assessment, official: Officer, leader: Officer, reviewer: Officer, head: Officer,
    province: Officer,
) -> Dossier:  # fmt: skip
    """Returned for a line; everything is made anew but the volumes."""
    corrected(sent, first, official=official, leader=leader, reviewer=reviewer, head=head, province=province)
    dossier = Dossier.objects.get(pk=sent.dossier_id)
    vote = changed_votes(get_dossier(head, dossier.pk), [first])[first.pk]
    keeping_votes.keep_vote(dossier=dossier, assessment=first.pk, reason="Vẫn đủ", seen=vote.seen, by=head)
    for kind in ("appraisal", "report", "summary"):
        road.paper(kind, by=reviewer, assessment=first)
    road.paper("city_proposal", by=reviewer, dossier=dossier)
    return dossier


def shown(dossier: Dossier, officer: Officer) -> tuple[list[tuple[str, bool]], bool, str, bool]:
    """What is due and bound, whether the form stands open, its choice, whether the way on is offered."""
    page = as_(officer).get(reverse("awards:dossier_binders", args=[dossier.pk]))
    html, given = page.content.decode(), page.context
    due = [(str(one.content), one.volume is not None) for one in given["due"]]
    way_on = f'class="btn" href="{reverse("awards:dossier_forward", args=[dossier.pk])}"' in html
    assert bool(given["binds_now"]) == ("Đóng tập khác" not in html)
    return due, bool(given["binds_now"]), given["form"]["content"].initial, way_on


def test_after_a_return_the_page_names_both_volumes_one_after_the_other(
    back: Dossier, reviewer: Officer, head: Officer
) -> None:
    assert shown(back, head) == ([("all", False), ("replaced", False)], True, "all", False)

    road.bind(back, by=reviewer)
    assert shown(back, head) == ([("all", True), ("replaced", False)], True, "replaced", False)

    road.bind(back, by=reviewer, content="replaced")
    assert shown(back, head) == ([("all", True), ("replaced", True)], False, "all", True)
    assert shown(back, reviewer) == ([("all", True), ("replaced", True)], False, "all", False)


def test_volume_that_went_says_so(back: Dossier, head: Officer) -> None:
    page = as_(head).get(reverse("awards:dossier_binders", args=[back.pk]))

    assert [row.note for row in page.context["rows"]] == ["Đã trình tỉnh ở lần trình 1."]


def test_before_the_first_sending_the_whole_volume_leads_on(dossier: Dossier, head: Officer) -> None:
    assert shown(dossier, head) == ([("all", True)], False, "all", True)


def test_while_something_is_missing_nothing_is_to_be_bound_yet(
    sent: Forwarding, first: Assessment, province: Officer, head: Officer
) -> None:
    proposal = sent.dossier.papers.get(kind="city_proposal")
    send_back(sent, Item("city", "Sai trích yếu", paper=proposal), by=province)
    road.Paper.objects.create(
        dossier=sent.dossier, kind="city_proposal", revision=2, is_final=True, code="X", context=proposal.context,
        digest="d" * 64, requested_by=head, state="queued",
    )  # fmt: skip

    due, is_open, _choice, way_on = shown(sent.dossier, head)

    assert ("all", False) in due
    assert (is_open, way_on) == (False, False)


def test_dossier_that_is_with_the_province_needs_no_volume(sent: Forwarding, head: Officer) -> None:
    assert shown(sent.dossier, head) == ([], False, "all", False)
