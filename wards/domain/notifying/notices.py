"""Tell people what happened, each thing once: on the page, and by e-mail with the next digest."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from wards.models import Assessment, Membership, Notice, NoticeChoice, NoticeKind, Officer
from wards.queries.assessments import visible_to

Role = Membership.Role
OF_MANY = "office:"  # how the keys of notices begin that stand for several assessments
KEPT = dt.timedelta(days=365)  # how long a notice that was read is kept

# Which kinds can reach whom; a choice is offered for no others.
OF_WARD = (
    NoticeKind.TO_COMPLETE, NoticeKind.DEADLINE, NoticeKind.OVERDUE, NoticeKind.EXTENDED, NoticeKind.REVIEW_STARTED,
    NoticeKind.COMPLETED, NoticeKind.REVISED, NoticeKind.COMMENTED, NoticeKind.FORWARDED, NoticeKind.RECEIVED,
    NoticeKind.RETURNED, NoticeKind.DECIDED, NoticeKind.SET_MOVED,
)  # fmt: skip
OF_OFFICE = (
    NoticeKind.HANDED_IN, NoticeKind.RECALLED, NoticeKind.DEADLINE, NoticeKind.OVERDUE, NoticeKind.CHARGED,
    NoticeKind.RECEIVED, NoticeKind.RETURNED, NoticeKind.DECIDED, NoticeKind.CONFIRM_SET, NoticeKind.CONFIRM_RULE,
)  # fmt: skip
OF_REGISTER = (NoticeKind.TO_REGISTER, NoticeKind.TO_SCAN)
REACHING: Mapping[str, Sequence[NoticeKind]] = {
    Role.OFFICIAL: (NoticeKind.GIVEN_BACK, *OF_WARD), Role.LEADER: (NoticeKind.SUBMITTED, *OF_WARD, *OF_REGISTER),
    Role.CLERK: OF_REGISTER, Role.REVIEWER: (*OF_OFFICE, *OF_REGISTER), Role.HEAD: (*OF_OFFICE, *OF_REGISTER),
    Role.PROVINCE: (NoticeKind.FORWARDED,),
}  # fmt: skip


@dataclass(frozen=True)
class Telling:
    """One thing to be told: to whom, under which key, what its sentence needs, where it leads, who did it."""

    officers: Sequence[Officer]
    kind: NoticeKind
    assessment: Assessment
    key: str
    path: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    by: Officer | None = None


def tell(
    *, officers: Iterable[Officer], kind: NoticeKind, assessment: Assessment, key: str, facts: Mapping[str, Any],
    path: str, by: Officer | None = None,
) -> int:  # fmt: skip
    """Tell these people one thing, inside the caller's transaction; returns how many were told now.

    The same `key` is never told twice to one person, `by` never of what they did themselves, and nobody who does not
    act today in the ward or its office. `facts` is what the sentence of `notice_words` needs, plain JSON:
    CHARGED {"codes"}, REVISED {"document", "codes"}, with codes as a list like ["5.2", "5.3"].
    """
    return tell_all([Telling(list(officers), kind, assessment, key, path, facts, by)])


def tell_all(tellings: Sequence[Telling]) -> int:
    """Tell many things with a fixed number of queries; as `tell` otherwise."""
    wanted = {officer.pk: officer for telling in tellings for officer in telling.officers if officer.is_active}
    if not wanted:
        return 0
    places = _places(wanted)
    told = set(
        Notice.objects.filter(officer__in=wanted, key__in={t.key for t in tellings}).values_list("officer_id", "key")
    )
    choices = {(c.officer_id, c.kind): c for c in NoticeChoice.objects.filter(officer__in=wanted)}
    fresh: dict[tuple[int, str], Notice] = {}
    for telling in tellings:
        for officer in telling.officers:
            mark = (officer.pk, telling.key)
            if officer.pk not in wanted or mark in told or (telling.by and telling.by.pk == officer.pk):
                continue
            if places.get(officer.pk, set()).isdisjoint(_places_of(telling)):
                continue
            notice = _notice(telling, officer, choices.get((officer.pk, telling.kind)))
            if notice.on_page or notice.by_mail:
                fresh[mark] = notice
    Notice.objects.bulk_create(fresh.values(), batch_size=2000, ignore_conflicts=True)
    return len(fresh)


def _notice(telling: Telling, officer: Officer, choice: NoticeChoice | None) -> Notice:
    mailable = bool(settings.MAIL_DIGESTS and officer.email)
    return Notice(
        officer=officer, kind=telling.kind, assessment=telling.assessment, key=telling.key, facts=dict(telling.facts),
        path=telling.path, on_page=choice.on_page if choice else True,
        by_mail=mailable and (choice.by_mail if choice else True),
    )  # fmt: skip


def _places(officers: Iterable[int]) -> dict[int, set[tuple[str, int]]]:
    """Where each of these people acts today: wards and offices."""
    places: dict[int, set[tuple[str, int]]] = {}
    rows = Membership.objects.on(timezone.localdate()).filter(officer__in=officers)
    for officer, ward, office in rows.values_list("officer_id", "ward_id", "office_id"):
        places.setdefault(officer, set()).add(("ward", ward) if ward else ("office", office))
    return places


def _places_of(telling: Telling) -> set[tuple[str, int]]:
    """The ward and its office; what is forwarded also concerns the board above."""
    ward = telling.assessment.ward
    places = {("ward", ward.pk)}
    if ward.office_id:
        places.add(("office", ward.office_id))
    if telling.kind == NoticeKind.FORWARDED and ward.office and ward.office.parent_id:
        places.add(("office", ward.office.parent_id))
    return places


def ward_people(assessment: Assessment, *, roles: Sequence[str] = (Role.OFFICIAL, Role.LEADER)) -> list[Officer]:
    """Who acts today in the ward of this assessment, in one of these roles."""
    return list(_people(Q(ward=assessment.ward_id), roles))


def office_people(assessment: Assessment, *, roles: Sequence[str] = (Role.REVIEWER, Role.HEAD)) -> list[Officer]:
    """Who acts today in the office that appraises this ward, in one of these roles."""
    office = assessment.ward.office_id
    return list(_people(Q(office=office), roles)) if office else []


def province_people(assessment: Assessment) -> list[Officer]:
    """Who acts today in the provincial board that this ward's office reports to."""
    office = assessment.ward.office
    return list(_people(Q(office=office.parent_id), [Role.PROVINCE])) if office and office.parent_id else []


def _people(place: Q, roles: Sequence[str]) -> QuerySet[Officer]:
    acting = Membership.objects.on(timezone.localdate()).filter(place, role__in=roles)
    return Officer.objects.filter(pk__in=acting.values("officer"), is_active=True).order_by("pk")


def kinds_for(officer: Officer) -> list[NoticeKind]:
    """The kinds that can reach this person, in the order of the page of choices."""
    roles = {membership.role for membership in officer.current_memberships}
    reaching = {kind for role in roles for kind in REACHING.get(role, ())}
    order = (*OF_OFFICE, NoticeKind.SUBMITTED, NoticeKind.GIVEN_BACK, *OF_WARD, *OF_REGISTER)
    return [kind for kind in dict.fromkeys(order) if kind in reaching]


def shown_to(officer: Officer) -> QuerySet[Notice]:
    """What stands on this person's page: their own, of assessments they may still know of."""
    return known_to(officer).filter(on_page=True)


def known_to(officer: Officer) -> QuerySet[Notice]:
    """What stands there or came by e-mail alone."""
    return Notice.objects.filter(visible_to(officer, "assessment__"), officer=officer)


def unread_count(officer: Officer) -> int:
    """How many of them were not read."""
    return shown_to(officer).filter(read_at=None).count()


def mark_read(*, officer: Officer, notice: Notice | None = None) -> int:
    """One notice, or all of this person's; returns how many had not been read before."""
    found = Notice.objects.filter(officer=officer, read_at=None)
    return (found.filter(pk=notice.pk) if notice else found).update(read_at=timezone.now())


def settle(*, assessment: Assessment, kinds: Iterable[NoticeKind]) -> None:
    """A step did what these notices asked for: nobody has to read them any more, by e-mail least of all."""
    moot = Notice.objects.filter(assessment=assessment, kind__in=list(kinds), read_at=None)
    moot.exclude(key__startswith=OF_MANY).update(read_at=timezone.now())


def settle_others(*, kind: NoticeKind, keys: Collection[str]) -> None:
    """What notices of this kind ask for is done by now, but for those with these keys."""
    moot = Notice.objects.filter(kind=kind, read_at=None).exclude(key__in=keys)
    moot.update(read_at=timezone.now())


@transaction.atomic
def choose(*, officer: Officer, email: str, choices: Mapping[str, tuple[bool, bool]]) -> None:
    """Set this person's address (empty: no e-mail) and, by kind, whether they are told (on the page, by e-mail).

    What waits for the next digest obeys at once.
    """
    officer.email = email
    officer.save(update_fields=["email"])
    NoticeChoice.objects.bulk_create(
        [
            NoticeChoice(officer=officer, kind=kind, on_page=on_page, by_mail=by_mail)
            for kind, (on_page, by_mail) in choices.items()
        ],
        update_conflicts=True, unique_fields=["officer", "kind"], update_fields=["on_page", "by_mail"],
    )  # fmt: skip
    waiting = Notice.objects.filter(officer=officer, mailing=None, by_mail=True)
    if email:
        waiting = waiting.filter(kind__in=[kind for kind, (_page, by_mail) in choices.items() if not by_mail])
    waiting.update(by_mail=False)


def sweep(*, now: dt.datetime | None = None) -> int:
    """Forget what was read more than a year ago; returns how many."""
    long_ago = (now or timezone.now()) - KEPT
    return Notice.objects.filter(read_at__lt=long_ago).delete()[0]
