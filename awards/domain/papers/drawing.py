"""Papers: drafts asked for once per content, settled for signing, drawn under a lease (`awards.domain.leases`)."""

import uuid
from collections.abc import Collection, Container
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from awards import rules
from awards.domain import leases
from awards.domain.codes import new_code
from awards.domain.facts import NotAllowed, enter_in_ledger, require, settled
from awards.domain.holding import held_dossier
from awards.domain.papers import ledger_texts
from awards.domain.papers.present import Key, Present
from awards.domain.papers.previews import is_back, lacks_preview
from awards.domain.writing import layouts
from awards.domain.writing.visit_facts import Visit, readable_visits
from awards.models import Dossier, Paper
from awards.queries.papers import current_papers, last_return, wanted_anew
from awards.queries.places import ANNEXES, Place, of_place, place_of
from wards.models.units import Officer

__all__ = [
    "Key", "NotAllowed", "claim", "fail", "finalise", "finish", "present_to", "progress", "renew", "request_drafts",
    "request_minutes", "request_papers", "sweep",
]  # fmt: skip

ATTEMPTS = leases.ATTEMPTS

State = Paper.State
Kind = Paper.Kind
Newest = dict[tuple[str, int, bool], Paper]  # kind, subject, whether to be signed → the newest such version
SETTLED_ALONE = frozenset(Kind) - {Kind.MINUTES, *ANNEXES}  # minutes of a visit are signed on the spot


def request_papers(*, assessment: rules.Assessment, by: Officer) -> list[Paper]:
    """Ask for every draft of a ward's papers that this person may have drawn; see `request_drafts`."""
    return request_drafts(place=assessment, by=by)


@transaction.atomic
def request_drafts(*, place: Place, by: Officer, only: Collection[Key] | None = None) -> list[Paper]:
    """Ask for drafts as the records stand now (`only` these, else all that are the person's to write); raises
    NotAllowed, or ValidationError for what lacks.

    A draft whose content, templates and engine have not changed is returned as it is (a failed one queued again);
    otherwise a new revision is queued. What stands settled for signing and still says what the records say needs no
    draft. The caller gives the queued ones to the workers.
    """
    now = _locked(place)
    if not isinstance(now, Dossier):
        require(rules.may_request_papers(by, now))
    present = present_to(by, now)
    keys = [key for key in present.keys if (rules.writes(by, now, key[0]) if only is None else key in only)]
    wanted = [key for key in keys if _may_draft(present, key, by, strictly=only is not None)]
    newest = _newest(now)
    sent_back = wanted_anew(paper for paper in newest.values() if paper.is_final)
    return [
        _request(present, key, newest=newest, by=by)
        for key in wanted if only or not _is_signed(present, key, newest, sent_back)
    ]  # fmt: skip


def present_to(officer: Officer, place: Place, *, light: bool = False) -> Present:
    """The records of a place with the visits whose minutes this person may read."""
    visits = () if isinstance(place, Dossier) else readable_visits(officer, place)
    return Present(place, visits=visits, light=light)


@transaction.atomic
def request_minutes(*, assessment: rules.Assessment, visit: Visit, by: Officer) -> Paper:
    """Ask for the minutes of one visit alone; raises NotAllowed."""
    now = settled(assessment)
    require(rules.may_request_papers(by, now))
    return _request(Present(now, visits=[visit]), (Kind.MINUTES, visit.pk), newest=_newest(now), by=by)


@transaction.atomic
def finalise(*, place: Place, by: Officer, only: Collection[Key] | None = None) -> list[Paper]:
    """Chốt để ký: have papers drawn to be signed, exactly as the records stand; a report with its annexes.

    Without `only`, all that can be settled now. One that says what the records say is returned as it is, unless the
    province sent it back. Each new one has a code and an entry in the ledger. Raises NotAllowed, or ValidationError
    naming what lacks.
    """
    now = _locked(place)
    present = present_to(by, now)
    keys = [key for key in present.keys if key[0] in SETTLED_ALONE and (only is None or key in only)]
    newest = _newest(now)
    wanted = wanted_anew(paper for paper in newest.values() if paper.is_final)
    unseen = _unseen(present, newest, wanted)
    chosen = [key for key in keys if _may_settle(present, key, by, unseen=unseen, strictly=only is not None)]
    if not chosen:
        require(rules.may_finalise(by, now, present.keys[0][0]))
        raise ValidationError(_("No paper can be settled for signing now."))
    return [_settle(present, key, newest=newest, wanted=wanted, by=by) for key in _with_annexes(present, chosen)]


def _unseen(present: Present, newest: Newest, wanted: Container[int]) -> dict[Key, str]:
    """Papers of a dossier sent back whose correction nobody could look at yet: why they wait."""
    returned_at = last_return(present.place)
    finals = {(kind, subject): paper for (kind, subject, is_final), paper in newest.items()
              if is_final and (kind, subject) in present.keys and rules.is_open(present.place, kind)}  # fmt: skip
    return {
        key: lacks_preview(present, key, final=final, draft=newest.get((*key, False)))
        for key, final in finals.items() if not present.lacks(key, final=True)
        and (final.pk in wanted or (is_back(final, returned_at) and not present.still_says(key, final.context)))
    }  # fmt: skip


def _may_settle(present: Present, key: Key, by: Officer, *, unseen: dict[Key, str], strictly: bool) -> bool:
    ruling = rules.may_finalise(by, present.place, key[0])
    lack = present.lacks(key, final=True) or unseen.get(key, "")
    if strictly:
        require(ruling)
        if lack:
            raise ValidationError(lack)
    return bool(ruling) and not lack


def _with_annexes(present: Present, keys: list[Key]) -> list[Key]:
    added = [
        (kind, 0)
        for kind, bearer in ANNEXES.items()
        if (bearer, 0) in keys and not present.lacks((kind, 0), final=True)
    ]
    return [*keys, *added]


def _locked(place: Place) -> Place:
    """The place as it is now; nobody else asks for its papers until the transaction ends."""
    return held_dossier(place) if isinstance(place, Dossier) else settled(place)


def _may_draft(present: Present, key: Key, by: Officer, *, strictly: bool) -> bool:
    ruling, lack = rules.may_request_kind(by, present.place, key[0]), present.lacks(key)
    if strictly:
        require(ruling)
        if lack:
            raise ValidationError(lack)
    return bool(ruling) and not lack


def _newest(place: Place) -> Newest:
    return {(row.kind, row.subject, row.is_final): row for row in current_papers(place)}


def _is_signed(present: Present, key: Key, newest: Newest, sent_back: Container[int]) -> bool:
    """Whether a version to be signed stands, says what the records say, and is not to be made anew."""
    final = newest.get((*key, True))
    return final is not None and final.pk not in sent_back and present.still_says(key, final.context)


def _request(present: Present, key: Key, *, newest: Newest, by: Officer) -> Paper:
    last, final = newest.get((*key, False)), newest.get((*key, True))
    is_earlier = last is not None and final is not None and last.revision < final.revision
    if last is None or is_earlier or last.digest != present.fingerprint(key):
        return _new(present, key, newest=newest, by=by, is_final=False)
    return _again(last)


def _settle(present: Present, key: Key, *, newest: Newest, wanted: Container[int], by: Officer) -> Paper:
    """A version to be signed: the one that stands, unless the records or the province (`wanted`) ask for another."""
    final = newest.get((*key, True))
    if final is not None and final.pk not in wanted and present.still_says(key, final.context):
        return _again(final)
    paper = _new(present, key, newest=newest, by=by, is_final=True)
    subject = f"{present.place}, {paper}"
    enter_in_ledger(kind=ledger_texts.FINAL, subject=subject, text=ledger_texts.of_final(paper), by=by)
    return paper


def _new(present: Present, key: Key, *, newest: Newest, by: Officer, is_final: bool) -> Paper:
    kind, subject = key
    last = max((newest[found].revision for found in newest if found[:2] == key), default=0)
    text = present.says(key, final=is_final)
    coded: dict[str, Any] = {"is_final": True, "code": new_code()} if is_final else {}
    return Paper.objects.create(
        **of_place(present.place), kind=kind, subject=subject, revision=last + 1, context=text,
        digest=layouts.fingerprint(kind, text), requested_by=by, **coded,
    )  # fmt: skip


def _again(paper: Paper) -> Paper:
    """The same paper, queued once more if it failed."""
    failed = Paper.objects.filter(pk=paper.pk, state=State.FAILED)
    if failed.update(state=State.QUEUED, failure="", attempts=0, sent_at=Now()):
        paper.refresh_from_db()
    return paper


def claim(paper_id: int) -> uuid.UUID | None:
    """Take a paper for drawing; None when another worker holds it, or nothing is left to do."""
    return leases.claim(Paper, paper_id)


def renew(*, paper_id: int, token: uuid.UUID) -> bool:
    """Hold on to a claim for another lease; False when it was lost."""
    return leases.renew(Paper, paper_id, token)


@transaction.atomic
def finish(*, paper_id: int, token: uuid.UUID, name: str, sha256: str, pages: int) -> bool:
    """Write the result of a claim; False (and nothing written) when the claim was lost to another worker.

    The file of a paper to be signed goes into the ledger.
    """
    if not leases.finish(Paper, paper_id, token, file=name, sha256=sha256, pages=pages):
        return False
    paper = Paper.objects.defer("context").get(pk=paper_id)
    if paper.is_final:
        subject = f"{place_of(paper)}, {paper}"
        enter_in_ledger(kind=ledger_texts.DRAWN, subject=subject, text=ledger_texts.of_drawn(paper), by=None)
    return True


def fail(*, paper_id: int, token: uuid.UUID, reason: str) -> bool:
    """Say that this content cannot be drawn; it stays so until someone asks again."""
    return leases.fail(Paper, paper_id, token, reason)


def sweep() -> list[int]:
    """Put back what ran out of its lease, give up what keeps killing its workers; ids to send to the workers again."""
    return leases.sweep(Paper)


def progress() -> dict[str, object]:
    """For the readiness page: papers that wait, and those whose worker was lost."""
    return leases.progress(Paper)
