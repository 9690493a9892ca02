"""Whatever anybody sends to any address: an answer in Vietnamese, never a fault, and nothing of others in it."""

import os

import pytest
from django.test import Client
from django.urls import reverse

from tests.flows import fuzz
from tests.flows.test_access import DOORS, OPEN, Scene, scene
from tests.wards import road, visits
from tests.wards.library import add
from wards.domain import ledger
from wards.domain.appraisal import remarks, review
from wards.models import Assessment, Officer, Ward

__all__ = ["scene"]
pytestmark = pytest.mark.slow

SEED, ROUNDS = int(os.environ.get("FUZZ_SEED", "7781")), int(os.environ.get("FUZZ_ROUNDS", "1"))
PARAMETERS = [
    "q", "page", "dong", "trang", "mc", "co", "ve", "next", "state", "side", "sort", "only", "nam", "nguoi", "kind",
    "tieu_chi", "tai", "cua-toi",
]  # fmt: skip
NO_PLACE = ["0", str(2**63), "1" + "0" * 30, "%FF%C2%85"]
NOTE, NEIGHBOURS, OURS = "Ghi chú mật nội bộ", "Mật của phường bạn", "Thiếu trang 2"
SECRETS = {
    "official": [NOTE, NEIGHBOURS], "leader": [NOTE, NEIGHBOURS], "stranger": [NOTE, OURS],
    "anonymous": [NOTE, NEIGHBOURS, OURS],
}  # fmt: skip


@pytest.fixture
def neighbours(
    scene: Scene, assessment: Assessment, other_ward: Ward, official: Officer, stranger: Officer, reviewer: Officer
) -> list[int]:
    """Beside the scene of all doors a note of the office, and what the ward next door has; the ids of the latter."""
    line = assessment.entries.select_related("assessment", "indicator").get(indicator__code="5.1")
    remarks.add(entry=line, text=NOTE, is_internal=True, by=reviewer)
    theirs = Assessment.objects.get(ward=other_ward)
    paper = add(other_ward, stranger, NEIGHBOURS, number="99/QĐ")
    other = road.record(theirs, "5.1", {"met": 1, "of": 2}, by=stranger, explanation=NEIGHBOURS)
    return [theirs.pk, paper.pk, other.pk]


def addresses(scene: Scene) -> dict[str, list[str]]:
    """Every URL of the house, as the table of doors opens it, and with numbers and names that are nowhere."""
    found = {name: [reverse(name, args=scene[door.url])] for name, door in DOORS.items()}
    found |= {name: [reverse(name)] for name in OPEN - {"logout", "health", "awards:verify_code"}}
    found["awards:verify_code"] = [reverse("awards:verify_code", args=["7KQ2-M8XD-4RTA"])]
    for number in "1248":
        found["wards:criterion"].append(reverse("wards:criterion", args=[*scene["assessment"], number]))
    found["wards:inspection"] += [reverse("wards:inspection", args=[pk]) for pk in scene.get("visit", [])]
    found["wards:inspection_edit"] += [reverse("wards:inspection_edit", args=[pk]) for pk in scene.get("visit", [])]
    return found


def test_nothing_that_is_sent_meets_a_fault(
    scene: Scene, neighbours: list[int], assessment: Assessment, leader: Officer, reviewer: Officer,
    request: pytest.FixtureRequest,
) -> None:  # fmt: skip
    """The ward's people, the office and others while the ward completes its lines; then the office appraising them."""
    met: set[object] = set()
    ours = [pk for ids in scene.values() for pk in ids if isinstance(pk, int)]
    told: list[str] = []

    def send(person: str) -> None:
        client = Client()
        if person != "anonymous":
            client.force_login(request.getfixturevalue(person))
        foreign = ours if person == "stranger" else neighbours
        hostile = fuzz.Fuzz(client, seed=SEED, foreign=foreign, secrets=SECRETS.get(person, []))
        attack(hostile, addresses(scene), met)
        told.extend(f"{person}: {where}: {fault}" for where, fault in hostile.faults.items())

    for person in ("official", "leader", "reviewer", "stranger", "anonymous"):
        send(person)
    assessment.refresh_from_db()
    review.hand_in(assessment=assessment, by=leader)
    review.start_review(assessment=assessment, by=reviewer)
    scene["visit"] = [visits.written(assessment, by=reviewer).pk]
    send("head")
    assert "\n\n".join(told) == ""
    assert list(ledger.broken_links()) == []


def attack(hostile: fuzz.Fuzz, urls: dict[str, list[str]], met: set[object]) -> None:
    """Every address, and every form that stands on one; but each answer of an address and each kind of form once."""
    forms: list[fuzz.Form] = []
    for url in (url for places in urls.values() for url in places):
        answer = hostile.ask("GET", url)
        is_page = answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
        forms += fuzz.forms_of(answer.content, url) if is_page else []
        if (url, is_page) not in met:  # who is refused is refused alike
            met.add((url, is_page))
            found = fuzz.parameters(answer.content) if is_page else set()
            hostile.look(url, sorted({*PARAMETERS, *found}), rounds=ROUNDS)
            hostile.misuse(url, rounds=ROUNDS)
    for form in forms:
        if form.kind not in met and form.view != "logout":
            met.add(form.kind)
            hostile.attack(form, rounds=ROUNDS)


def test_places_that_are_nowhere_are_not_found(scene: Scene, head: Officer) -> None:
    client = Client()
    client.force_login(head)
    hostile = fuzz.Fuzz(client, seed=SEED)
    for places in addresses(scene).values():
        parts = places[0].split("/")
        for place in [number for number, part in enumerate(parts) if part.isdecimal() or len(part) == 64]:
            for nowhere in NO_PLACE:
                url = "/".join([*parts[:place], nowhere, *parts[place + 1 :]])
                told = hostile.ask("GET", url).status_code
                assert told in {301, 404} or "/ly-do/" in url, url  # a reason gone meanwhile leads to the list of them
    assert hostile.faults == {}
