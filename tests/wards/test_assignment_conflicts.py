"""Two leaders giving criteria to officials."""

import pytest
from django.urls import reverse

from tests.factories import MembershipFactory, OfficerFactory
from tests.wards.forms import form_of
from tests.wards.library import as_, text
from wards.domain.sheet import assignments
from wards.models import Assessment, Assignment, Criterion, Officer


@pytest.fixture
def deputy(leader: Officer, assessment: Assessment) -> Officer:
    """A second leader of the ward."""
    return MembershipFactory(role="leader", ward=assessment.ward, office=None, officer=OfficerFactory()).officer


@pytest.fixture
def criteria(assessment: Assessment) -> list[Criterion]:
    return list(assessment.period.criteria_set.criteria.order_by("position")[:2])


def holders(assessment: Assessment) -> dict[str, Officer]:
    return {row.criterion.number: row.officer for row in Assignment.objects.filter(assessment=assessment)}


def test_stale_page_takes_no_criterion_away(
    assessment: Assessment, criteria: list[Criterion], leader: Officer, deputy: Officer, official: Officer,
    colleague: Officer,
) -> None:  # fmt: skip
    url, (first, second) = reverse("wards:assignments", args=[assessment.pk]), criteria
    one, other = as_(leader), as_(deputy)
    shown = {client: form_of(client.get(url), "assignments") for client in (one, other)}

    one.post(url, {**shown[one], f"criterion-{first.pk}": official.pk})
    answer = other.post(url, {**shown[other], f"criterion-{second.pk}": colleague.pk})

    assert answer.status_code == 302
    assert holders(assessment) == {first.number: official, second.number: colleague}


def test_criterion_given_by_two_leaders_is_asked_back(
    assessment: Assessment, criteria: list[Criterion], leader: Officer, deputy: Officer, official: Officer,
    colleague: Officer,
) -> None:  # fmt: skip
    url, (first, second) = reverse("wards:assignments", args=[assessment.pk]), criteria
    one, other = as_(leader), as_(deputy)
    shown = form_of(other.get(url), "assignments")
    one.post(url, {f"criterion-{first.pk}": official.pk})

    answer = other.post(url, {**shown, f"criterion-{first.pk}": colleague.pk, f"criterion-{second.pk}": colleague.pk})

    assert answer.status_code == 409
    assert "Lựa chọn của Ông/Bà ở các tiêu chí khác đã được lưu." in answer.content.decode()
    assert f"{leader} đã giao cho {official} lúc" in text(answer)
    assert holders(assessment) == {first.number: official, second.number: colleague}
    assert other.post(url, form_of(answer, "assignments")).status_code == 302
    assert holders(assessment) == {first.number: colleague, second.number: colleague}


def test_leader_in_two_tabs_is_asked(
    assessment: Assessment, criteria: list[Criterion], leader: Officer, official: Officer, colleague: Officer
) -> None:  # fmt: skip
    url, first, (one, other) = reverse("wards:assignments", args=[assessment.pk]), criteria[0], (as_(leader),) * 2
    shown = form_of(other.get(url), "assignments")
    one.post(url, {f"criterion-{first.pk}": official.pk})

    answer = other.post(url, {**shown, f"criterion-{first.pk}": colleague.pk})

    assert (answer.status_code, holders(assessment)) == (409, {first.number: official})
    assert f"Ông/Bà đã giao cho {official} ở thiết bị hoặc thẻ khác lúc" in text(answer)


def test_sharing_judges_who_has_a_criterion_under_the_lock(
    assessment: Assessment, criteria: list[Criterion], leader: Officer, deputy: Officer, official: Officer,
    colleague: Officer,
) -> None:  # fmt: skip
    wish = {criteria[0]: assignments.Wish(None, official)}
    assignments.share(assessment=assessment, wishes=wish, by=leader)

    late = assignments.share(
        assessment=assessment, wishes={criteria[0]: assignments.Wish(None, colleague)}, by=deputy
    )  # fmt: skip

    assert [(one.criterion, one.given.officer) for one in late if one.given] == [(criteria[0], official)]
