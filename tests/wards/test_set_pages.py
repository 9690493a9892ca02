"""The pages on which an office replaces a set: begun, edited by form, confirmed by two."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.wards.set_drafts import SOURCE, change, confirm
from tests.wards.set_pages import as_head, draft, now, text, typed, url
from wards.domain.appraisal import moving
from wards.domain.criteria import drafts
from wards.models import Assessment, CriteriaSet, Draft, Officer

__all__ = ["as_head", "draft"]
pytestmark = pytest.mark.django_db


def test_head_begins_a_draft_and_is_led_to_it_again(model_ward_set: CriteriaSet, as_head: Client) -> None:
    page = reverse("wards:draft_new", args=[model_ward_set.code])
    assert as_head.get(page).status_code == 200

    answer = as_head.post(page)

    assert answer["Location"] == "/bo-tieu-chi/model-ward-2019-2/du-thao/"
    assert as_head.get(page)["Location"] == answer["Location"]
    assert as_head.get(answer["Location"]).status_code == 200
    assert "Cơ quan Ông/Bà đang soạn bản thay thế" in text(as_head.get(reverse("wards:catalogue_list")))


def test_draft_is_told_to_nobody_else(draft: Draft, leader: Officer, other_reviewer: Officer, client: Client) -> None:
    for person in (leader, other_reviewer):
        client.force_login(person)
        assert client.get(url("draft", draft)).status_code == 404
        assert client.get(url("catalogue_detail", draft)).status_code == 404
        assert "đang soạn bản thay thế" not in text(client.get(reverse("wards:catalogue_list")))


FORMS = [("draft_head", ()), ("draft_criterion", ("5",)), ("draft_indicator", ("5", "5.2"))]


@pytest.mark.parametrize(("name", "more"), FORMS)
def test_form_saved_as_it_stands_changes_nothing(
    draft: Draft, as_head: Client, name: str, more: tuple[str, ...]
) -> None:
    page = as_head.get(url(name, draft, *more))

    answer = as_head.post(url(name, draft, *more), typed(page))

    assert (answer.status_code, now(draft).version) == (302, draft.version)


@pytest.mark.parametrize("code", [f"{n}.{m}" for n in range(1, 9) for m in (1, 2, 3)])
def test_form_of_every_indicator_gives_back_what_it_showed(draft: Draft, as_head: Client, code: str) -> None:
    here = url("draft_indicator", draft, code[0], code)

    assert as_head.post(here, typed(as_head.get(here))).status_code == 302
    assert now(draft).version == draft.version


def test_indicator_is_corrected_with_its_levels(draft: Draft, as_head: Client) -> None:
    here = url("draft_indicator", draft, "2", "2.2")
    values = typed(as_head.get(here)) | {"target-value": "1,5", "level-0-low": "1,5", "level-1-low": "4,25"}

    assert as_head.post(here, values).status_code == 302

    data = drafts.data_of(now(draft).criteria_set)
    line = data["criteria"][1]["indicators"][1]
    assert (line["target"], line["scale"]["pairs"]) == (
        {"op": "<=", "value": Decimal("1.5")}, [[Decimal("1.5"), 4], [Decimal("4.25"), 0]],
    )  # fmt: skip


def test_form_tells_what_is_wrong_beside_its_field_and_keeps_what_was_typed(draft: Draft, as_head: Client) -> None:
    here = url("draft_indicator", draft, "2", "2.2")
    values = typed(as_head.get(here)) | {"min": "200", "level-1-points": "9", "text": ""}

    page = as_head.post(here, values)

    assert page.status_code == 422
    assert page.context["form"].errors.keys() == {"text", "max", "level-0-low"}
    assert page.context["form"]["level-1-points"].value() == "9"
    assert now(draft).version == draft.version


def test_form_overtaken_shows_what_was_typed_and_saves_the_second_time(
    draft: Draft, as_head: Client, head: Officer
) -> None:
    here = url("draft_indicator", draft, "2", "2.2")
    values = typed(as_head.get(here)) | {"text": "Hộ cận nghèo"}
    change(draft, head, "2.2", text="Khác")

    page = as_head.post(here, values)
    assert (page.status_code, page.context["form"]["text"].value()) == (409, "Hộ cận nghèo")

    again = {**values, "seen": page.context["form"]["seen"].value()}
    assert as_head.post(here, again).status_code == 302
    assert drafts.data_of(now(draft).criteria_set)["criteria"][1]["indicators"][1]["text"] == "Hộ cận nghèo"


def test_criterion_and_indicator_are_added_and_removed_by_form(draft: Draft, as_head: Client) -> None:
    new = {"number": "9", "short": "Chuyển đổi số", "wording": "reported"}
    seen = typed(as_head.get(url("draft_criterion_new", draft)))["seen"]
    assert as_head.post(url("draft_criterion_new", draft), {**new, "seen": seen}).status_code == 302
    page = as_head.get(url("draft_indicator_new", draft, "9"))
    assert page.context["form"]["code"].value() == "9.1"
    line = typed(page) | {"text": "Có tổ công nghệ số", "value": "yes_no", "points": "0"}
    assert as_head.post(url("draft_indicator_new", draft, "9"), line).status_code == 302
    assert len(as_head.get(url("draft", draft)).context["criteria"]) == 9

    here = url("draft_criterion", draft, "9")
    assert as_head.post(here, typed(as_head.get(here)) | {"remove": "1"}).status_code == 302
    assert len(as_head.get(url("draft", draft)).context["criteria"]) == 8


def test_draft_tells_what_is_still_wrong_and_cannot_be_confirmed(draft: Draft, as_head: Client) -> None:
    here = url("draft_indicator", draft, "1", "1.1")
    values = typed(as_head.get(here)) | {"points": "5", "level-1-points": "5"}
    as_head.post(here, values)

    page = as_head.get(url("draft", draft))

    assert len(page.context["faults"]) == 1
    assert "101" in page.context["faults"][0]
    assert not page.context["may_confirm"]


def test_differences_lead_on_to_confirming_for_who_may(draft: Draft, as_head: Client) -> None:
    link = f'href="{url("draft_confirm", draft)}"'
    assert link in as_head.get(url("draft_differences", draft)).content.decode()

    confirming(as_head, draft, draft.begun_by)

    page = as_head.get(url("draft_differences", draft))
    assert link not in page.content.decode()
    assert str(page.context["may_confirm"].reason) in text(page)


def confirming(client: Client, draft: Draft, person: Officer, **other: str):
    client.force_login(person)
    page = client.get(url("draft_confirm", draft))
    data = {
        "seen": page.context["form"]["seen"].value(), "document": SOURCE["document"], "issued_on": "9/4/2019",
        "place": SOURCE["place"], "compared": "on", **other,
    }  # fmt: skip
    return client.post(url("draft_confirm", draft), data)


def test_two_confirm_on_the_page_and_the_notice_ends(
    draft: Draft, client: Client, reviewer: Officer, head: Officer, official: Officer
) -> None:
    assert confirming(client, draft, reviewer)["Location"] == url("draft", draft)

    assert confirming(client, draft, head)["Location"] == url("set_move", draft)

    client.force_login(official)
    page = client.get(url("catalogue_detail", draft))
    assert "Bộ tiêu chí tạm thời" not in text(page)
    assert [one.by for one in page.context["confirmations"]] == [reviewer, head]
    old = client.get(reverse("wards:catalogue_detail", args=["model-ward-2019"]))
    assert "Bộ tiêu chí tạm thời" in text(old)


def test_whoever_confirms_last_lands_where_they_may_be(
    draft: Draft, client: Client, reviewer: Officer, head: Officer
) -> None:
    confirming(client, draft, head)

    answer = confirming(client, draft, reviewer)

    assert answer["Location"] == url("catalogue_detail", draft)
    assert "Đã có hai người xác nhận" in text(client.get(answer["Location"]))


def test_days_of_a_set_are_typed_and_shown_as_everywhere(draft: Draft, as_head: Client) -> None:
    confirming_it, head_of_set = (as_head.get(url(name, draft)) for name in ("draft_confirm", "draft_head"))

    for page in (confirming_it, head_of_set):
        assert 'value="09/04/2019"' in page.content.decode()
        assert 'type="date"' not in page.content.decode()


CODE = "model-ward-2019"
DRAFT_PAGES = ["draft", "draft_confirm", "draft_differences", "draft_discard", "draft_head", "draft_upload"]


def test_people_read_names_of_sets_and_never_codes(
    draft: Draft, client: Client, reviewer: Officer, head: Officer, assessment: Assessment
) -> None:
    client.force_login(head)
    pages = [client.get(url(name, draft)) for name in DRAFT_PAGES]
    pages.append(client.get(reverse("wards:catalogue_list")))
    new = confirm(draft, reviewer, head)
    pages += [client.get(reverse(name)) for name in ("wards:catalogue_list",)]
    pages += [client.get(reverse(f"wards:{name}", args=[new.code])) for name in ("catalogue_detail", "set_move")]
    moving.move_all(assessments=[assessment], to=new, reason="Có văn bản", by=head)
    moved = Assessment.objects.get(moved_from=assessment)
    pages += [client.get(reverse("wards:task_list", args=[one.pk])) for one in (assessment, moved)]

    assert [page.request["PATH_INFO"] for page in pages if CODE in text(page)] == []
    born = timezone.localtime(new.published_at)
    named = f"Phường kiểu mẫu (09/2019/QĐ-UBND), bản thay thế lúc {born:%H:%M} ngày {born:%d/%m/%Y}"
    assert named in text(pages[-2])
    assert named in text(client.get(reverse("wards:set_move", args=[new.code])))


def test_two_replacements_of_one_day_bear_two_names(draft: Draft, reviewer: Officer, head: Officer) -> None:
    first = confirm(draft, reviewer, head)
    second = confirm(drafts.begin(criteria_set=first, by=head), reviewer, head)
    afternoon = timezone.localtime(first.published_at).replace(hour=16, minute=5)
    first.published_at, second.published_at = afternoon.replace(hour=9), afternoon

    assert [one.full_name.partition(", ")[2] for one in (first, second)] == [
        f"bản thay thế lúc {time} ngày {afternoon:%d/%m/%Y}" for time in ("09:05", "16:05")
    ]


@pytest.mark.parametrize(
    ("other", "field"),
    [({"compared": ""}, "compared"), ({"place": ""}, "place"), ({"issued_on": "hôm qua"}, "issued_on")],
)  # fmt: skip
def test_confirming_needs_tick_and_source(
    draft: Draft, client: Client, head: Officer, other: dict[str, str], field: str
) -> None:
    answer = confirming(client, draft, head, **other)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert not draft.criteria_set.confirmations.exists()


def test_confirming_what_changed_meanwhile_is_asked_again(draft: Draft, client: Client, head: Officer) -> None:
    seen = drafts.reading_of(draft).digest
    change(draft, head, "2.2", text="Khác")

    answer = confirming(client, draft, head, seen=seen)

    assert (answer.status_code, answer.context["form"]["place"].value()) == (409, SOURCE["place"])
    assert answer.context["form"]["seen"].value() == drafts.reading_of(now(draft)).digest
    assert not draft.criteria_set.confirmations.exists()


def test_discarded_draft_is_gone(draft: Draft, as_head: Client) -> None:
    assert as_head.get(url("draft_discard", draft)).status_code == 200

    as_head.post(url("draft_discard", draft))

    assert not Draft.objects.exists()
