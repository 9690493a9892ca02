"""Papers: asked for once per content, drawn under a lease (`awards.domain.leases`)."""

import uuid
from collections.abc import Sequence

from django.db import transaction
from django.db.models.functions import Now

from awards import rules
from awards.domain import layouts, leases, minutes
from awards.domain.facts import NotAllowed, assessment_facts, require, settled
from awards.domain.visit_facts import Visit, readable_visits, visit_facts
from awards.models import Paper
from emulation.text import canonical
from wards.models.units import Officer

__all__ = [
    "Key", "NotAllowed", "claim", "fail", "finish", "outdated", "progress", "renew", "request_minutes",
    "request_papers", "sweep",
]  # fmt: skip

ATTEMPTS = leases.ATTEMPTS

State = Paper.State
Key = tuple[str, int]  # kind, and the visit that minutes are of; 0: the assessment itself


@transaction.atomic
def request_papers(*, assessment: rules.Assessment, by: Officer) -> list[Paper]:
    """Ask for every paper as the records stand now, minutes of visits included; raises NotAllowed.

    A paper whose content, templates and engine have not changed is returned as it is (a failed one queued again);
    otherwise a new revision is queued. The caller gives the queued ones to the workers.
    """
    now = settled(assessment)
    require(rules.may_request_papers(by, now))
    facts = assessment_facts(now)
    texts: dict[Key, str] = {(kind, 0): canonical(layouts.context(kind, facts)) for kind in layouts.OF_ASSESSMENT}
    texts |= _minutes(now, readable_visits(by, now))
    return [_request(assessment=now, key=key, text=text, by=by) for key, text in texts.items()]


@transaction.atomic
def request_minutes(*, assessment: rules.Assessment, visit: Visit, by: Officer) -> Paper:
    """Ask for the minutes of one visit alone; raises NotAllowed."""
    now = settled(assessment)
    require(rules.may_request_papers(by, now))
    ((key, text),) = _minutes(now, [visit]).items()
    return _request(assessment=now, key=key, text=text, by=by)


def _minutes(assessment: rules.Assessment, visits: Sequence[Visit]) -> dict[Key, str]:
    facts = visit_facts(assessment, visits) if visits else {}
    return {(Paper.Kind.MINUTES, pk): canonical(minutes.context(found)) for pk, found in facts.items()}


def _request(*, assessment: rules.Assessment, key: Key, text: str, by: Officer) -> Paper:
    kind, subject = key
    fingerprint = layouts.fingerprint(kind, text)
    last = Paper.objects.filter(assessment=assessment, kind=kind, subject=subject).order_by("-revision").first()
    if last is None or last.digest != fingerprint:
        return Paper.objects.create(
            assessment=assessment, kind=kind, subject=subject, revision=last.revision + 1 if last else 1, context=text,
            digest=fingerprint, requested_by=by,
        )  # fmt: skip
    again = Paper.objects.filter(pk=last.pk, state=State.FAILED)
    if again.update(state=State.QUEUED, failure="", attempts=0, sent_at=Now()):
        last.refresh_from_db()
    return last


def outdated(assessment: rules.Assessment, papers: list[Paper], visits: Sequence[Visit] = ()) -> list[Key]:
    """Papers (kind and subject) whose newest revision does not say what the records say now, or that are not there."""
    newest = {(paper.kind, paper.subject): paper.digest for paper in papers}
    texts = _minutes(assessment, visits)
    if any((kind, 0) in newest for kind in layouts.OF_ASSESSMENT):
        facts = assessment_facts(assessment)
        texts |= {(kind, 0): canonical(layouts.context(kind, facts)) for kind in layouts.OF_ASSESSMENT}
        missing: list[Key] = []
    else:  # and perhaps no score yet to draw facts from: asking for papers settles them
        missing = [(kind, 0) for kind in layouts.OF_ASSESSMENT]
    return missing + [key for key, text in texts.items() if newest.get(key) != layouts.fingerprint(key[0], text)]


def claim(paper_id: int) -> uuid.UUID | None:
    """Take a paper for drawing; None when another worker holds it, or nothing is left to do."""
    return leases.claim(Paper, paper_id)


def renew(*, paper_id: int, token: uuid.UUID) -> bool:
    """Hold on to a claim for another lease; False when it was lost."""
    return leases.renew(Paper, paper_id, token)


def finish(*, paper_id: int, token: uuid.UUID, name: str, sha256: str, pages: int) -> bool:
    """Write the result of a claim; False (and nothing written) when the claim was lost to another worker."""
    return leases.finish(Paper, paper_id, token, file=name, sha256=sha256, pages=pages)


def fail(*, paper_id: int, token: uuid.UUID, reason: str) -> bool:
    """Say that this content cannot be drawn; it stays so until someone asks again."""
    return leases.fail(Paper, paper_id, token, reason)


def sweep() -> list[int]:
    """Put back what ran out of its lease, give up what keeps killing its workers; ids to send to the workers again."""
    return leases.sweep(Paper)


def progress() -> dict[str, object]:
    """For the readiness page: papers that wait, and those whose worker was lost."""
    return leases.progress(Paper)
