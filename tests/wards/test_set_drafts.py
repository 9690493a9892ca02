"""A new version of a set: begun from the old one, taken from a file, changed in parts, given up."""

from decimal import Decimal

import pytest

from tests.wards.set_drafts import begun, change, sound
from wards.domain.criteria import drafts
from wards.domain.criteria.catalogue_file import Faults
from wards.domain.criteria.differences import differences
from wards.domain.criteria.set_parts import NEW, Part, fingerprint, part_of
from wards.models import CriteriaSet, Draft, LedgerEntry, Officer

pytestmark = pytest.mark.django_db


def edited(draft: Draft, by: Officer, part: Part, **values: object) -> Draft:
    data = drafts.data_of(draft.criteria_set)
    content = {**(part_of(data, part) or {}), **values}
    return drafts.edit(draft=draft, part=part, content=content, seen=fingerprint(data, part), by=by)


def test_draft_begins_as_what_it_replaces(model_ward_set: CriteriaSet, head: Officer) -> None:
    draft = drafts.begin(criteria_set=model_ward_set, by=head)

    made = draft.criteria_set
    assert (made.code, made.status, made.supersedes) == ("model-ward-2019-2", "draft", model_ward_set)
    assert differences(drafts.data_of(model_ward_set), drafts.data_of(made)) == []
    assert drafts.reading_of(draft).faults == []
    assert LedgerEntry.objects.get(kind="criteria_set_drafted").actor == head


def test_draft_begun_twice_is_one(model_ward_set: CriteriaSet, head: Officer) -> None:
    first = drafts.begin(criteria_set=model_ward_set, by=head)

    assert drafts.begin(criteria_set=model_ward_set, by=head) == first
    assert CriteriaSet.objects.count() == 2


def test_draft_takes_the_next_free_code(model_ward_set: CriteriaSet, head: Officer) -> None:
    CriteriaSet.objects.create(
        **{
            name: getattr(model_ward_set, name)
            for name in (
                "kind", "title", "scoring", "max_points", "effective_from", "basis_number", "basis_name",
                "basis_issuer", "basis_issued",
            )
        },
        code="model-ward-2019-2",
    )  # fmt: skip

    assert drafts.begin(criteria_set=model_ward_set, by=head).criteria_set.code == "model-ward-2019-3"


def test_draft_is_begun_by_a_head_alone(model_ward_set: CriteriaSet, reviewer: Officer, leader: Officer) -> None:
    for person in (reviewer, leader):
        with pytest.raises(drafts.NotAllowed, match="Chỉ trưởng phòng"):
            drafts.begin(criteria_set=model_ward_set, by=person)


def test_file_keeps_the_drafts_own_code_kind_and_predecessor(model_ward_set: CriteriaSet, head: Officer) -> None:
    draft = drafts.begin(criteria_set=model_ward_set, by=head)
    data = sound(drafts.data_of(model_ward_set)) | {"kind": "labor-hero", "supersedes": {"code": "nothing"}}

    drafts.replace(draft=draft, data=data, faults=Faults(), by=head)

    kept = drafts.data_of(CriteriaSet.objects.get(pk=draft.criteria_set_id))
    assert [kept["code"], kept["kind"], kept["supersedes"]] == [
        "model-ward-2019-2", "model-ward", {"code": "model-ward-2019"},
    ]  # fmt: skip


def test_file_with_faults_changes_nothing_and_tells_all(model_ward_set: CriteriaSet, head: Officer) -> None:
    draft = begun(model_ward_set, head)
    data = drafts.data_of(draft.criteria_set)
    data["max_points"] = 90
    data["criteria"][0]["indicators"][0]["points"] = Decimal("1")
    data["criteria"][1]["short"] = ""

    with pytest.raises(drafts.Refused) as refusal:
        drafts.replace(draft=draft, data=data, faults=Faults(), by=head)

    places = {fault.place.partition(" ")[0] for fault in refusal.value.faults}
    assert places == {
        "max_points",
        "criteria[0].indicators[0].scale.pairs",
        "criteria[1].short",
        "pass_rule.min_points",
    } - {"pass_rule.min_points"}
    assert Draft.objects.get().version == draft.version


def test_same_file_again_is_no_change(model_ward_set: CriteriaSet, head: Officer) -> None:
    draft = begun(model_ward_set, head)

    again = drafts.replace(draft=draft, data=drafts.data_of(draft.criteria_set), faults=Faults(), by=head)

    assert again.version == draft.version


def test_part_may_leave_a_sum_for_another_to_mend(model_ward_set: CriteriaSet, head: Officer) -> None:
    draft = begun(model_ward_set, head)
    scale = {"kind": "linear", "pairs": [[0, 0], [12, 5]]}

    draft = edited(draft, head, Part("1", "1.1"), points=5, scale=scale)

    assert [fault.place for fault in drafts.reading_of(draft).faults] == ["max_points"]
    draft = edited(draft, head, Part(), max_points=101)
    assert drafts.reading_of(draft).faults == []
    assert [(one.line, one.what, one.old, one.new) for one in told(draft) if one.what != "Nguồn lời văn"] == [
        ("Cả bộ", "Tổng điểm tối đa", "100", "101"),
        ("Chỉ tiêu 1.1", "Điểm tối đa", "4", "5"),
        ("Chỉ tiêu 1.1", "Mức điểm", "0 → 0 điểm; 12 → 4 điểm", "0 → 0 điểm; 12 → 5 điểm"),
    ]


def told(draft: Draft):
    assert draft.criteria_set.supersedes
    return differences(drafts.data_of(draft.criteria_set.supersedes), drafts.data_of(draft.criteria_set))


def test_part_with_a_fault_of_its_own_is_refused(model_ward_set: CriteriaSet, head: Officer) -> None:
    draft = begun(model_ward_set, head)

    with pytest.raises(drafts.Refused) as refusal:
        edited(draft, head, Part("1", "1.1"), points=5)

    assert [fault.place for fault in refusal.value.faults] == ["scale.pairs (chỉ tiêu 1.1)"]


def test_part_changed_meanwhile_is_not_overwritten(model_ward_set: CriteriaSet, head: Officer) -> None:
    draft = begun(model_ward_set, head)
    part = Part("1", "1.2")
    before = drafts.data_of(draft.criteria_set)
    change(draft, head, "1.2", text="Thu nhập đầu người")

    with pytest.raises(drafts.ChangedMeanwhile):
        drafts.edit(
            draft=draft, part=part, content=part_of(before, part), seen=fingerprint(before, part), by=head
        )  # fmt: skip


def test_criterion_with_a_new_number_takes_its_indicators_along(model_ward_set: CriteriaSet, head: Officer) -> None:
    draft = edited(begun(model_ward_set, head), head, Part("8"), number="9")

    lines = [(one.kind, one.line, one.old, one.new) for one in told(draft) if one.kind != "changed"]
    assert lines == [
        ("moved", "Tiêu chí 9", "8", "9"),
        *[("moved", f"Chỉ tiêu 9.{n}", f"8.{n}", f"9.{n}") for n in range(1, len(lines))],
    ]


def test_indicator_is_added_and_removed(model_ward_set: CriteriaSet, head: Officer) -> None:
    draft = begun(model_ward_set, head)
    new = {"code": "1.4", "text": "Nội dung mới", "value": "yes_no", "points": 0}

    draft = edited(draft, head, Part("1", NEW), **new)
    assert [(one.kind, one.line, one.new) for one in told(draft) if one.kind != "changed"] == [
        ("added", "Chỉ tiêu 1.4", "Nội dung mới (điểm: 0)")
    ]
    data = drafts.data_of(draft.criteria_set)
    part = Part("1", "1.1")
    draft = drafts.edit(draft=draft, part=part, content=None, seen=fingerprint(data, part), by=head)

    assert [one.line for one in told(draft) if one.kind == "removed"] == ["Chỉ tiêu 1.1"]
    assert [fault.place for fault in drafts.reading_of(draft).faults] == ["max_points"]


def test_draft_given_up_is_gone(model_ward_set: CriteriaSet, head: Officer) -> None:
    drafts.discard(draft=begun(model_ward_set, head), by=head)

    assert list(CriteriaSet.objects.values_list("code", flat=True)) == ["model-ward-2019"]
    assert LedgerEntry.objects.filter(kind="criteria_set_discarded").count() == 1
