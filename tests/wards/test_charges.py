"""Lines given to reviewers: by the head, taken by reviewers, told to nobody outside the office."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests.wards.library import as_, text
from wards.domain.appraisal import charges, history
from wards.domain.appraisal.charges import Wish
from wards.domain.sheet.assessment import NotAllowed
from wards.models import Assessment, Charge, Entry, Notice, Officer

Find = Callable[[str], Entry]


def url(assessment: Assessment) -> str:
    return reverse("wards:charge_lines", args=[assessment.pk])


def give(assessment: Assessment, line: Entry, to: Officer | None, *, by: Officer, seen: Officer | None = None):
    wish = Wish(seen.pk if seen else None, to.pk if to else None)
    return charges.give(assessment=assessment, wishes={line.pk: wish}, by=by)


def holders(assessment: Assessment) -> dict[str, str]:
    rows = Charge.objects.filter(entry__assessment=assessment)
    return dict(rows.values_list("entry__indicator__code", "officer__username"))


def typed(client: Client, assessment: Assessment) -> dict[str, str]:
    """The form as the page shows it, to be sent back changed."""
    form = client.get(url(assessment)).context["form"]
    return {name: form[name].value() or "" for name in form.fields}


def whole(entry: Entry) -> str:
    return f"criterion-{entry.indicator.criterion_id}"


def test_head_gives_a_whole_criterion_and_a_single_line_in_one_form(
    under_review: Assessment, head: Officer, reviewer: Officer, second_reviewer: Officer, entry: Find
) -> None:
    client = as_(head)
    sent = typed(client, under_review)
    sent[whole(entry("5.1"))] = str(reviewer.pk)
    sent[f"line-{entry('5.3').pk}"] = str(second_reviewer.pk)

    answer = client.post(url(under_review), sent)

    assert answer.status_code == 303
    assert holders(under_review) == {
        "5.1": "noivu.thanhhoa", "5.2": "noivu.thanhhoa", "5.3": "noivu2.thanhhoa", "5.4": "noivu.thanhhoa",
    }  # fmt: skip
    page = client.get(url(under_review))
    assert "4 chỉ tiêu đã đổi người phụ trách." in text(page)
    assert page.context["shares"] == [
        ("Chuyên viên Phòng Nội vụ", 3, 3), ("Chuyên viên thứ hai", 1, 1), ("Trưởng phòng Nội vụ", 0, 0),
        ("Không giao riêng cho ai", 22, 22),
    ]  # fmt: skip


def test_form_sent_back_unchanged_changes_nothing(
    under_review: Assessment, head: Officer, reviewer: Officer, entry: Find
) -> None:
    give(under_review, entry("5.2"), reviewer, by=head)
    client = as_(head)

    client.post(url(under_review), typed(client, under_review))

    assert holders(under_review) == {"5.2": "noivu.thanhhoa"}


def test_what_another_head_gave_meanwhile_is_left_and_told(
    under_review: Assessment, head: Officer, reviewer: Officer, second_reviewer: Officer, entry: Find
) -> None:
    client = as_(head)
    sent = typed(client, under_review)
    charges.take(entry=entry("5.2"), by=second_reviewer)
    sent[f"line-{entry('5.2').pk}"] = str(reviewer.pk)
    sent[f"line-{entry('5.3').pk}"] = str(reviewer.pk)

    client.post(url(under_review), sent)

    assert holders(under_review) == {"5.2": "noivu2.thanhhoa", "5.3": "noivu.thanhhoa"}
    said = "Chuyên viên thứ hai đã giao chỉ tiêu 5.2 cho Chuyên viên thứ hai trong lúc đó; hệ thống giữ nguyên."
    assert said in text(client.get(url(under_review)))


def test_reviewer_takes_what_nobody_has_and_hands_it_back(
    under_review: Assessment, reviewer: Officer, entry: Find
) -> None:
    line = entry("5.2")
    client = as_(reviewer)

    answer = client.post(reverse("wards:charge_take", args=[line.pk]))

    assert answer["Location"] == f"{reverse('wards:desk', args=[under_review.pk])}?dong={line.pk}#dong"
    assert holders(under_review) == {"5.2": "noivu.thanhhoa"}
    sent = typed(client, under_review)
    sent[f"line-{line.pk}"] = ""
    client.post(url(under_review), sent)
    assert holders(under_review) == {}


def test_reviewer_moves_no_line_of_another(
    under_review: Assessment, head: Officer, reviewer: Officer, second_reviewer: Officer, entry: Find
) -> None:
    give(under_review, entry("5.2"), second_reviewer, by=head)

    with pytest.raises(NotAllowed, match="Chỉ Trưởng phòng"):
        give(under_review, entry("5.2"), reviewer, seen=second_reviewer, by=reviewer)
    with pytest.raises(NotAllowed):
        give(under_review, entry("5.3"), second_reviewer, by=reviewer)
    assert f"line-{entry('5.2').pk}" not in typed(as_(reviewer), under_review)
    assert holders(under_review) == {"5.2": "noivu2.thanhhoa"}


def test_nobody_outside_the_office_can_be_given_a_line(
    under_review: Assessment, head: Officer, other_reviewer: Officer, entry: Find
) -> None:
    client = as_(head)
    sent = typed(client, under_review)
    sent[f"line-{entry('5.2').pk}"] = str(other_reviewer.pk)

    assert client.post(url(under_review), sent).status_code == 422
    assert holders(under_review) == {}


@pytest.mark.parametrize("state", ["drafting", "reviewed", "forwarded"])
def test_lines_are_given_only_while_the_office_appraises(
    state: str, under_review: Assessment, head: Officer, reviewer: Officer, entry: Find
) -> None:
    Assessment.objects.filter(pk=under_review.pk).update(state=state)

    with pytest.raises(NotAllowed):
        give(under_review, entry("5.2"), reviewer, by=head)


def test_holder_who_left_the_office_keeps_the_line_until_it_is_given_on(
    under_review: Assessment, head: Officer, reviewer: Officer, second_reviewer: Officer, entry: Find
) -> None:
    give(under_review, entry("5.2"), second_reviewer, by=head)
    second_reviewer.memberships.update(valid_from="2019-01-01", valid_to="2019-12-31")
    client = as_(head)
    sent = typed(client, under_review)
    assert sent[f"line-{entry('5.2').pk}"] == str(second_reviewer.pk)
    sent[f"line-{entry('5.2').pk}"] = str(reviewer.pk)

    client.post(url(under_review), sent)

    assert holders(under_review) == {"5.2": "noivu.thanhhoa"}


def test_reviewer_is_told_once_of_all_lines_given_together(
    under_review: Assessment, head: Officer, reviewer: Officer, entry: Find
) -> None:
    lines = [entry("5.3"), entry("5.2")]
    Notice.objects.all().delete()

    charges.give(
        assessment=under_review, wishes={line.pk: Wish(None, reviewer.pk) for line in lines}, by=head
    )  # fmt: skip

    told = Notice.objects.get()
    assert (told.officer, told.kind, told.facts) == (reviewer, "charged", {"codes": ["5.2", "5.3"]})
    charges.take(entry=entry("5.1"), by=reviewer)
    assert Notice.objects.count() == 1


def test_history_tells_the_office_and_not_the_ward(
    under_review: Assessment, head: Officer, reviewer: Officer, leader: Officer, entry: Find
) -> None:
    line = entry("5.2")
    give(under_review, line, reviewer, by=head)
    give(under_review, line, None, seen=reviewer, by=head)

    told = [h for h in history.tell(under_review, for_office=True) if h.what == "Người thẩm định chỉ tiêu"]

    name, nobody = str(reviewer), "Không giao riêng cho ai"
    assert [(h.by, h.entry, h.old, h.new) for h in told] == [(head, line, name, nobody), (head, line, nobody, name)]
    page = reverse("wards:history", args=[under_review.pk])
    assert "Người thẩm định chỉ tiêu" in text(as_(reviewer).get(page))
    assert "Người thẩm định chỉ tiêu" not in text(as_(leader).get(page))


def test_history_blames_nobody_for_a_row_deleted_past_the_pages(
    under_review: Assessment, head: Officer, reviewer: Officer, second_reviewer: Officer, entry: Find
) -> None:
    give(under_review, entry("5.2"), reviewer, by=head)
    give(under_review, entry("5.2"), second_reviewer, seen=reviewer, by=head)
    Charge.objects.all().delete()

    told = history.tell(under_review, for_office=True)

    assert {h.new: h.by for h in told if h.what == "Người thẩm định chỉ tiêu"} == {
        str(reviewer): head, str(second_reviewer): head, "Không giao riêng cho ai": None,
    }  # fmt: skip


def test_typed_choices_survive_a_lost_login(
    client: Client, under_review: Assessment, head: Officer, reviewer: Officer, entry: Find
) -> None:
    name = f"line-{entry('5.2').pk}"
    client.post(url(under_review), {name: reviewer.pk, "typed_by": head.pk})
    client.force_login(head)

    page = client.get(url(under_review))

    assert page.context["form"][name].value() == str(reviewer.pk)
    assert holders(under_review) == {}


def test_criterion_of_a_colleague_names_them_and_offers_no_choice(
    under_review: Assessment, head: Officer, reviewer: Officer, second_reviewer: Officer, entry: Find
) -> None:
    for line in under_review.entries.filter(indicator__criterion=entry("5.1").indicator.criterion):
        give(under_review, line, second_reviewer, by=head)

    page = as_(reviewer).get(url(under_review))

    groups = {group.criterion.number: (group.is_fixed, group.holder) for group in page.context["form"].groups()}
    assert groups.pop("5") == (True, str(second_reviewer))
    assert set(groups.values()) == {(False, "")}
    assert f'name="{whole(entry("5.1"))}"' not in page.content.decode()
    assert f"<p><b>{second_reviewer}</b></p>" in page.content.decode()
