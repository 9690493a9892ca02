"""Hội đồng Thi đua - Khen thưởng: who sits in it, by which decision, until another one takes its place."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from awards.domain.councils.minutes import authority_of, meeting_facts
from awards.domain.councils.results import Result, Standing, closed_ballot, result, standing
from awards.domain.councils.seating import attend_too, unseat
from awards.domain.councils.voided import void_counts
from awards.domain.facts import NotAllowed, require
from awards.models import Ballot, Council, Meeting, Member
from awards.rules import councils as rules
from emulation.text import canonical, digest, search_key
from wards.models.units import Office, Officer, Ward

__all__ = [
    "NotAllowed",
    "Result",
    "Rewritten",
    "Seat",
    "Standing",
    "closed_ballot",
    "correct",
    "current_council",
    "fingerprint",
    "has_met",
    "may_correct",
    "meeting_facts",
    "result",
    "set_up",
    "standing",
    "usual_name",
]  # fmt: skip

Links = dict[tuple[int | None, str, bool], tuple[int | None, dt.datetime | None]]
FIELDS = ("name", "decision_number", "decision_date", "decision_issuer")
LARGEST = 40  # members: far above any council, so that a list pasted by mistake is told


class Rewritten(Exception):
    """Somebody else changed the record since the page was read; carries it as it is now. Nothing was written."""

    def __init__(self, current: Council | Meeting) -> None:
        super().__init__(f"{current} written meanwhile")
        self.current = current


@dataclass(frozen=True)
class Seat:
    """One member as they are entered; `pk` of one that is there already."""

    full_name: str
    job: str
    role: str
    officer: Officer | None = None
    pk: int | None = None


def usual_name(place: Ward | Office) -> str:
    """As such councils are called: "Hội đồng Thi đua - Khen thưởng phường Điện Biên"."""
    where = place.name_in_text if isinstance(place, Ward) else place.authority.removeprefix("Ủy ban nhân dân ")
    return f"Hội đồng Thi đua - Khen thưởng {where}"


def usual_issuer(place: Ward | Office) -> str:
    """Who decides on it: the chairman of the people's committee."""
    return f"Chủ tịch {authority_of(place) if isinstance(place, Ward) else place.authority}"


def current_council(place: Ward | Office) -> Council | None:
    """The council in office there."""
    of = {"ward": place} if isinstance(place, Ward) else {"office": place}
    return Council.objects.filter(ended_on=None, **of).first()


def has_met(council: Council) -> bool:
    """Whether a meeting of it is closed: from then on only a new decision changes who sits in it."""
    return council.meetings.filter(closed_at__isnull=False).exists()


def may_correct(officer: Officer, council: Council) -> rules.Ruling:
    """Whether this person may correct the decision and the members now."""
    ruling = rules.may_keep_council(officer, council)
    if ruling and council.ended_on:
        return rules.Ruling(False, _("This council was replaced by a later decision; it stays on record as it was."))
    if ruling and has_met(council):
        return rules.Ruling(False, _("This council has held a meeting that is closed: changes need a new decision."))
    return ruling


def fingerprint(council: Council) -> str:
    """Digest of the decision and the members: a page shows it, and writes only over what still has it."""
    return digest(canonical([*(getattr(council, name) for name in FIELDS), council.ended_on, _rows(council)]))


def _rows(council: Council) -> list[list[object]]:
    return [[m.pk, m.full_name, m.job, m.role, m.officer_id] for m in council.members.order_by("position", "id")]


@transaction.atomic
def set_up(*, place: Ward | Office, seats: Sequence[Seat], by: Officer, seen: int | None, **fields: Any) -> Council:
    """Enter a decision (`FIELDS`); the council there was ends on its date. Sent twice, it is entered once.

    The account of a chairman or deputy that is not taken over is for the leader or the head to say.

    `seen` is the id of the council the person had before them. Raises NotAllowed, ValidationError by field, or
    Rewritten when another council has taken office since.
    """
    kind = Ward if isinstance(place, Ward) else Office
    place = kind.objects.select_for_update(no_key=True).get(pk=place.pk)  # one new council at a time
    of = {"ward": place} if isinstance(place, Ward) else {"office": place}
    require(rules.may_set_up_council(by, place))
    former = current_council(place)
    _check(fields, seats, former)
    links = _links(former)
    _check_links(place, seats, links, by)
    if former and former.pk != seen:
        if former.by_id == by.pk and all(getattr(former, name) == fields[name] for name in FIELDS):
            return former
        raise Rewritten(former)
    if former:
        former.ended_on = fields["decision_date"]
        former.save(update_fields=["ended_on"])
    council = Council.objects.create(**of, by=by, **fields)
    _seat(council, seats, links, by)
    return council


@transaction.atomic
def correct(*, council: Council, seats: Sequence[Seat], by: Officer, seen: str, **fields: Any) -> Council:
    """Correct the decision and the members of a council that has not met; its open meetings follow, and where somebody
    sits who did not, what was counted in them is void.

    Raises NotAllowed, ValidationError by field, or Rewritten.
    """
    now = Council.objects.select_for_update(no_key=True).get(pk=council.pk)
    require(may_correct(by, now))
    _check(fields, seats, None)
    links = _links(now)
    _check_links(now.ward or now.office, seats, links, by)
    if fingerprint(now) != seen:
        raise Rewritten(now)
    for name in FIELDS:
        setattr(now, name, fields[name])
    now.save()
    kept = {seat.pk for seat in seats if seat.pk}
    gone = list(now.members.exclude(pk__in=kept))
    open_meetings = list(now.meetings.select_for_update())  # none of them is closed
    unseat(gone, open_meetings)
    others = _are_others(now, seats)
    _seat(now, seats, links, by)
    attend_too(now, open_meetings)
    if gone or others:
        void_counts(Ballot.objects.filter(meeting__in=open_meetings))
    return now


def _are_others(council: Council, seats: Sequence[Seat]) -> bool:
    """Somebody sits there who did not: a new seat, or one under another name or position. Whether that is the same
    person, spelled otherwise, nobody can tell from the words: whoever counted says it by counting again."""
    there = {member.pk: (member.full_name, member.job) for member in council.members.all()}
    return any(there.get(seat.pk or 0) != (seat.full_name, seat.job) for seat in seats)


def _check(fields: dict[str, Any], seats: Sequence[Seat], former: Council | None) -> None:
    errors: dict[str, list[str]] = {}
    day = fields["decision_date"]
    if day > timezone.localdate():
        errors["decision_date"] = [_("The decision's date %(day)s lies after today.") % {"day": f"{day:%d/%m/%Y}"}]
    elif former and day < former.decision_date:
        said = _("The council there is was set up on %(day)s; the decision that replaces it is not older.")
        errors["decision_date"] = [said % {"day": f"{former.decision_date:%d/%m/%Y}"}]
    chairs = [seat.full_name for seat in seats if seat.role == Member.Role.CHAIR]
    if not chairs:
        errors["members"] = [_("Choose who is the chairman of the council.")]
    elif len(chairs) > 1:
        said = _("A council has one chairman; chosen: %(names)s.")
        errors["members"] = [said % {"names": ", ".join(chairs)}]
    elif len(seats) > LARGEST:
        errors["members"] = [_("A council has at most %(most)d members.") % {"most": LARGEST}]
    twice = _twice(seats)
    if twice:
        errors.setdefault("members", []).append(_("%(names)s: entered twice.") % {"names": ", ".join(twice)})
    if errors:
        raise ValidationError(errors)


def _twice(seats: Sequence[Seat]) -> list[str]:
    """Who stands in two rows: the same name and position, or the same account."""
    seen: set[object] = set()
    found = []
    for seat in seats:
        keys = [(search_key(seat.full_name), search_key(seat.job)), *([seat.officer.pk] if seat.officer else [])]
        if any(key in seen for key in keys):
            found.append(seat.full_name)
        seen.update(keys)
    return found


def _links(council: Council | None) -> Links:
    """Which accounts the members of a council have: by account, name and whether they preside, who said so and when."""
    linked = council.members.filter(linked_by__isnull=False) if council else Member.objects.none()
    return {(m.officer_id, m.full_name, m.role in rules.PRESIDING): (m.linked_by_id, m.linked_at) for m in linked}


def _link(seat: Seat) -> tuple[int | None, str, bool]:
    return (seat.officer.pk if seat.officer else None, seat.full_name, seat.role in rules.PRESIDING)


def _check_links(place: Ward | Office | None, seats: Sequence[Seat], links: Links, by: Officer) -> None:
    """Nobody gives an account, their own least of all, the power to close meetings who has not got it."""
    presiding = [seat for seat in seats if seat.officer and seat.role in rules.PRESIDING]
    new = [seat.full_name for seat in presiding if _link(seat) not in links]
    ruling = rules.may_link_presiding(by, place)
    if new and not ruling:
        raise ValidationError({"members": [f"{', '.join(new)}: {ruling.reason}"]})


def _seat(council: Council, seats: Sequence[Seat], links: Links, by: Officer) -> None:
    """Write the members in their order; for a moment nobody is chairman, or two could be."""
    there = {member.pk: member for member in council.members.all()}
    council.members.filter(role=Member.Role.CHAIR).update(role=Member.Role.MEMBER)
    for position, seat in enumerate(seats, start=1):
        member = there.get(seat.pk or 0) or Member(council=council)
        member.position, member.full_name, member.job = position, seat.full_name, seat.job
        member.role, member.officer = seat.role, seat.officer
        told = links.get(_link(seat), (by.pk, timezone.now())) if seat.officer else (None, None)
        member.linked_by_id, member.linked_at = told
        member.save()
