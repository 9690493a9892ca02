"""The next version of a criteria set while an office writes it: begun from the set it replaces, by file or by form.

A draft is data in the shape of a set's TOML file. A file is taken as a whole or refused with every fault; a form
changes one part, and may leave faults elsewhere (a sum that is not right before the last line is): they are told until
they are gone, and nobody confirms before.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from emulation import signs
from emulation.text import canonical, digest
from wards import rules
from wards.domain import ledger
from wards.domain.criteria import catalogue, set_text
from wards.domain.criteria.catalogue_file import Fault, Faults, parse
from wards.domain.criteria.catalogue_proof import Predecessor, prove
from wards.domain.criteria.catalogue_reading import SetDraft, read_data
from wards.domain.criteria.set_parts import Data, Part, fingerprint, put
from wards.models import CriteriaSet, Draft, Office, Officer

Status = CriteriaSet.Status
SUM = "max_points"  # the fault that any part may leave for another to mend


class NotAllowed(Exception):
    """The person may not do this now; carries the reason to show."""


class Refused(Exception):
    """Nothing was written; `faults` holds all of them. For a form they are placed below the part it changes."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = list(faults)
        super().__init__("; ".join(map(str, self.faults)))


class ChangedMeanwhile(Exception):
    """Somebody else changed this part since the page was read: nothing is written."""


@dataclass(frozen=True)
class Reading:
    """What a draft says: its data, the records it would become, and what is still wrong with it."""

    data: Data
    drafted: SetDraft
    faults: list[Fault]

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical text that a confirmation is of."""
        return digest(self.drafted.text)


def may_begin(officer: Officer, criteria_set: CriteriaSet) -> rules.Ruling:
    """Whether this person may write the next version of this set."""
    if office_of(officer, "head") is None:
        return rules.Ruling(False, _("Only the head of an interior office replaces a criteria set."))
    if criteria_set.status not in {Status.PUBLISHED, Status.CONFIRMED}:
        return rules.Ruling(False, _("Only a published set is replaced by a new version."))
    return rules.YES


def may_edit(officer: Officer, draft: Draft) -> rules.Ruling:
    """Whether this person may change this draft now."""
    if "head" not in officer.roles_in_office(draft.office_id):
        return rules.Ruling(False, _("Only the head of the office changes the draft."))
    if draft.criteria_set.status != Status.DRAFT:
        return rules.Ruling(False, _("This version has been confirmed; it is no draft any more."))
    return rules.YES


def office_of(officer: Officer, *roles: str) -> Office | None:
    """The office in which this person has one of these roles today."""
    return next((m.office for m in officer.current_memberships if m.office and m.role in roles), None)


def open_draft(officer: Officer, criteria_set: CriteriaSet) -> Draft | None:
    """The draft of this person's office that is to replace the set, if there is one."""
    offices = [m.office_id for m in officer.current_memberships if m.role in ("reviewer", "head")]
    found = Draft.objects.filter(
        criteria_set__supersedes=criteria_set, criteria_set__status=Status.DRAFT, office__in=offices
    )
    return found.select_related("criteria_set", "office").order_by("pk").first()


@transaction.atomic
def begin(*, criteria_set: CriteriaSet, by: Officer) -> Draft:
    """Start from the set as it is; the draft the office has already is given back. Raises NotAllowed."""
    catalogue.hold()
    old = CriteriaSet.objects.get(pk=criteria_set.pk)
    ruling, office = may_begin(by, old), office_of(by, "head")
    if not ruling or office is None:
        raise NotAllowed(ruling.reason)
    standing = open_draft(by, old)
    if standing:
        return standing
    data = data_of(old) | {"code": free_code(old), "supersedes": {"code": old.code}}
    reading = read(data, old)
    record = reading.drafted.record
    record.supersedes, record.source_text = old, set_text.write(data)
    record.save()
    draft = Draft.objects.create(criteria_set=record, office=office, begun_by=by)
    _tell(draft, reading, by)
    return draft


def data_of(criteria_set: CriteriaSet) -> Data:
    """What the set's file says."""
    return parse(criteria_set.source_text)[0]


def free_code(old: CriteriaSet) -> str:
    """ "model-ward-2019-2": the set's own code with the next number that no set has."""
    stem = re.sub(r"-\d{1,2}$", "", old.code)
    taken = set(CriteriaSet.objects.filter(code__startswith=stem).values_list("code", flat=True))
    return next(code for code in (f"{stem[:55]}-{n}" for n in range(2, 100_000)) if code not in taken)


def read(data: Data, replaced: CriteriaSet | None, faults: Faults | None = None) -> Reading:
    """The data proved like a file that is loaded; every fault is kept."""
    drafted = read_data(data, faults or Faults(), "")
    prove(drafted, Predecessor.of(replaced, replaced.criteria.all()) if replaced else None)
    return Reading(data, drafted, drafted.table.faults.in_order())


def reading_of(draft: Draft) -> Reading:
    """What the draft says now."""
    return read(data_of(draft.criteria_set), draft.criteria_set.supersedes)


@transaction.atomic
def replace(*, draft: Draft, data: Data, faults: Faults, by: Officer) -> Draft:
    """Take a whole file in place of what the draft says. Raises NotAllowed, or Refused with every fault.

    Code, kind and predecessor are the draft's own, whatever the file says: it may be the old set's, edited.
    """
    now = _locked(draft, by)
    kept = data_of(now.criteria_set)
    before = data.get("supersedes")
    succession = before if isinstance(before, dict) else kept["supersedes"]
    own = {name: kept[name] for name in ("code", "kind")} | {
        "supersedes": {**succession, "code": kept["supersedes"]["code"]}
    }
    reading = read({"scoring": kept["scoring"], **signs.clean_all(data), **own}, now.criteria_set.supersedes, faults)
    if reading.faults:
        raise Refused(reading.faults)
    return _keep(now, reading, by)


@transaction.atomic
def edit(*, draft: Draft, part: Part, content: Data | None, seen: str, by: Officer) -> Draft:
    """Change one part, add it (`NEW`), or take it away (None); `seen` is the fingerprint the person had before them.

    Raises NotAllowed, ChangedMeanwhile, or Refused with the faults of this part alone, placed below it.
    """
    now = _locked(draft, by)
    data = data_of(now.criteria_set)
    if seen != fingerprint(data, part):
        raise ChangedMeanwhile
    path = put(data, part, signs.clean_all(content) if content is not None else None)
    reading = read(data, now.criteria_set.supersedes)
    own = [
        Fault(fault.place.removeprefix(path).lstrip("."), None, fault.message)
        for fault in reading.faults
        if content is not None and _is_of(fault.place, part, path)
    ]
    if own:
        raise Refused(own)
    return _keep(now, reading, by)


def _is_of(place: str, part: Part, path: str) -> bool:
    """Whether a fault lies in this part itself, not in one below it."""
    place = place.partition(" (")[0]
    if part.criterion is None:
        return not place.startswith("criteria") and place != SUM
    if part.indicator is None:
        return place.startswith(path) and not place.startswith(f"{path}.indicators")
    return place.startswith(path)


@transaction.atomic
def discard(*, draft: Draft, by: Officer) -> None:
    """Give the draft up. What somebody has confirmed stays on record and can only be changed. Raises NotAllowed."""
    now = _locked(draft, by)
    if now.criteria_set.confirmations.exists():
        raise NotAllowed(_("Somebody has confirmed this draft already; it is kept and can be changed."))
    text = canonical({"code": now.criteria_set.code, "version": now.version})
    ledger.append(kind="criteria_set_discarded", subject=now.criteria_set.code, text=text, by=by)
    now.criteria_set.delete()


def _locked(draft: Draft, by: Officer) -> Draft:
    Draft.objects.select_for_update().get(pk=draft.pk)  # read after the wait: a join would bring the set from before it
    now = Draft.objects.select_related("criteria_set__supersedes", "office").get(pk=draft.pk)
    ruling = may_edit(by, now)
    if not ruling:
        raise NotAllowed(ruling.reason)
    return now


def _keep(draft: Draft, reading: Reading, by: Officer) -> Draft:
    """Write what the draft says now, if that is anything else: confirmations were of the version before."""
    record, before = reading.drafted.record, draft.criteria_set
    if _says_the_same(reading, reading_of(draft)):
        return draft
    text = set_text.write(reading.data)
    record.pk, record.supersedes, record.source_text = before.pk, before.supersedes, text
    record.save()
    draft.criteria_set, draft.version = record, draft.version + 1
    draft.changed_by, draft.changed_at = by, timezone.now()
    draft.save()
    _tell(draft, reading, by)
    return draft


def _says_the_same(one: Reading, other: Reading) -> bool:
    """Whether nothing would change, however it is written down."""
    if one.faults or other.faults:
        return one.data == other.data
    remarks = [(r.drafted.record.notes, r.drafted.record.review_notice) for r in (one, other)]
    return one.drafted.text == other.drafted.text and remarks[0] == remarks[1]


def _tell(draft: Draft, reading: Reading, by: Officer) -> None:
    code = draft.criteria_set.code
    text = canonical({"code": code, "version": draft.version, "digest": digest(draft.criteria_set.source_text)})
    ledger.append(kind="criteria_set_drafted", subject=code, text=text, by=by)
