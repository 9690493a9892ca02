"""Publish criteria sets: load files that prove themselves, confirm a set against the official text, retire it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from emulation.text import canonical, digest
from wards.domain import ledger
from wards.domain.criteria.catalogue_file import Fault
from wards.domain.criteria.catalogue_proof import Predecessor, prove
from wards.domain.criteria.catalogue_reading import SetDraft, read_set
from wards.models import CriteriaSet, Officer

Status = CriteriaSet.Status


@dataclass(frozen=True)
class Source:
    """A file to load: its name as the person gave it, and its text."""

    name: str
    text: str


@dataclass(frozen=True)
class Loaded:
    """What became of one file: the set, and whether it is new."""

    source: Source
    criteria_set: CriteriaSet
    is_new: bool


class Refused(Exception):
    """Nothing was written. `faults` holds all of them, by file name in the order given."""

    def __init__(self, faults: dict[str, list[Fault]]) -> None:
        super().__init__("; ".join(f"{name}: {fault}" for name, found in faults.items() for fault in found))
        self.faults = faults


class WrongStatus(Exception):
    """The set is not in a state that allows this act."""


def load(*, path: Path, by: Officer | None = None) -> Loaded:
    """Publish the set of one file. Raises Refused with every fault, OSError and UnicodeDecodeError as reading does."""
    return load_all(sources=[Source(str(path), path.read_text(encoding="utf-8-sig"))], by=by)[0]


@transaction.atomic
def load_all(*, sources: Sequence[Source], by: Officer | None = None, publish: bool = True) -> list[Loaded]:
    """Publish the sets of these files, all or none; a set already published with the same content stays as it is.

    With `publish=False` the files are only proved. Raises Refused with every fault of every file.
    """
    hold()
    read = [(source, *read_set(source.text)) for source in sources]
    drafts = [(source, draft) for source, draft, _faults in read if draft is not None]
    published = {found.code: found for found in CriteriaSet.objects.published().prefetch_related("criteria")}
    for source, draft in drafts:
        _prove_among([other for item, other in drafts if item is not source], draft, published)
    faults = {source.name: found.in_order() for source, _draft, found in read if found.found}
    if faults:
        raise Refused(faults)
    if not publish:
        return []
    return [_publish(source, draft, published, by) for source, draft in _oldest_first(drafts)]


def hold() -> None:
    """One writer of sets at a time until the transaction ends; readers are not held up."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE wards_criteriaset IN SHARE ROW EXCLUSIVE MODE")


def _prove_among(others: list[SetDraft], draft: SetDraft, published: dict[str, CriteriaSet]) -> None:
    """Prove a draft against what is published and what is loaded together with it."""
    code = draft.record.code
    together = {other.record.code: other for other in others}
    before: Predecessor | None = None
    if draft.supersedes in together and together[draft.supersedes].record.effective_from is not None:
        other = together[draft.supersedes]
        before = Predecessor.of(other.record, [criterion.record for criterion in other.criteria])
    elif draft.supersedes in published:
        old = published[draft.supersedes]
        before = Predecessor.of(old, old.criteria.all())
    sound_so_far = not draft.table.faults.found
    prove(draft, before)
    if code and code in together:
        draft.table.fault("code", _("another file of this load has the code “%(code)s” too") % {"code": code})
    if code and CriteriaSet.objects.filter(code=code, status=Status.DRAFT).exists():
        message = _("an office is writing a draft under the code “%(code)s”; load the file under another code")
        draft.table.fault("code", message % {"code": code})
    if sound_so_far and code in published and published[code].digest != digest(draft.text):
        message = _("“%(code)s” is published with other content; publish a new version under another code")
        draft.table.fault("code", message % {"code": code})


def _oldest_first(drafts: list[tuple[Source, SetDraft]]) -> list[tuple[Source, SetDraft]]:
    """A set follows the one it replaces, in whatever order the files were given."""
    waiting, ordered = list(drafts), []
    while waiting:
        codes = {draft.record.code for _source, draft in waiting}
        free = [item for item in waiting if item[1].supersedes not in codes] or waiting[:1]
        ordered += free
        waiting = [item for item in waiting if item not in free]
    return ordered


def _publish(source: Source, draft: SetDraft, published: dict[str, CriteriaSet], by: Officer | None) -> Loaded:
    record = draft.record
    if record.code in published:
        return Loaded(source, published[record.code], is_new=False)
    record.supersedes = published.get(draft.supersedes)
    publish(record, draft, by=by)
    published[record.code] = record
    return Loaded(source, record, is_new=True)


def publish(record: CriteriaSet, draft: SetDraft, *, by: Officer | None) -> None:
    """Write a proved set with all its rows and seal it; the set it replaces ends. Inside the caller's transaction."""
    text = draft.text
    record.save()
    _save_content(draft)
    record.status, record.published_at, record.digest = Status.PUBLISHED, timezone.now(), digest(text)
    record.save(update_fields=["status", "published_at", "digest"])
    ledger.append(kind="criteria_set_published", subject=record.code, text=text, by=by)
    if record.supersedes:
        _end(record.supersedes, successor=record, by=by)


def _save_content(draft: SetDraft) -> None:
    for criterion in draft.criteria:
        criterion.record.criteria_set = draft.record
        criterion.record.save()
        for indicator in criterion.indicators:
            indicator.record.criterion = criterion.record
            indicator.record.save()
            for band in indicator.bands:
                band.indicator = indicator.record
                band.save()
            for option in indicator.options:
                option.indicator = indicator.record
                option.save()


def _end(old: CriteriaSet, *, successor: CriteriaSet, by: Officer | None) -> None:
    """End the replaced set on the eve of its successor; one that is replaced from its first day is retired."""
    if successor.effective_from <= old.effective_from:
        if old.status != Status.RETIRED:
            retire(criteria_set=old, by=by)
    elif old.effective_to is None:
        old.effective_to = successor.effective_from - dt.timedelta(days=1)
        old.save(update_fields=["effective_to"])


def confirm(*, criteria_set: CriteriaSet, by: Officer | None) -> None:
    """Record that a published set was checked against the official text and stands. Raises WrongStatus."""
    _move(criteria_set, [Status.PUBLISHED], Status.CONFIRMED, by)


def retire(*, criteria_set: CriteriaSet, by: Officer | None) -> None:
    """Offer a set to no new period; what was assessed under it stays readable. Raises WrongStatus."""
    _move(criteria_set, [Status.PUBLISHED, Status.CONFIRMED], Status.RETIRED, by)


@transaction.atomic
def _move(criteria_set: CriteriaSet, allowed: list[str], to: str, by: Officer | None) -> None:
    if not CriteriaSet.objects.filter(pk=criteria_set.pk, status__in=allowed).update(status=to):
        raise WrongStatus(criteria_set.code)
    criteria_set.status = to
    text = canonical({"code": criteria_set.code, "digest": criteria_set.digest, "status": to})
    ledger.append(kind=f"criteria_set_{to}", subject=criteria_set.code, text=text, by=by)
