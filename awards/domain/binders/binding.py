"""Binders: asked for once per content and choice, bound under a lease, cancelled by whoever may ask for them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from awards.domain import codes, leases
from awards.domain.binders import lacking as papers
from awards.domain.binders import plan as binder_plan
from awards.domain.binders import told
from awards.domain.binders.chosen_papers import Lack
from awards.domain.facts import NotAllowed, require
from awards.domain.holding import held
from awards.domain.writing.layouts import ENGINE
from awards.models import Binder, BinderPart, Dossier, DrawingState
from awards.queries.places import Place, of_place
from awards.rules import Assessment
from awards.rules.binders import may_request_binder
from emulation.text import canonical, digest
from wards.models.units import Officer

__all__ = [
    "NotAllowed", "NothingReplaced", "cancel", "claim", "current", "fail", "finish", "lacking", "place_of",
    "request_binder", "showing", "sweep", "tell", "volumes",
]  # fmt: skip

OWN_PAGES = settings.BASE_DIR / "templates" / "documents" / "binder"
PAGES = settings.BASE_DIR / "templates" / "documents"
ANNEX_PAGES = [PAGES / name for name in ("attached.html", "exhibits.html", "paper.css", "paper.html", "summary.html")]
FORM = 1  # of what a plan says and how it is bound: another one makes another volume


class NothingReplaced(ValueError):
    """Nothing was forwarded yet, or what was forwarded still stands."""


@dataclass(frozen=True)
class Part:
    """One bound PDF in the storage, and what its contents pages say as canonical text."""

    name: str
    sha256: str
    size: int
    pages: int
    contents: str


@transaction.atomic
def request_binder(
    *, by: Officer, assessment: Assessment | None = None, dossier: Dossier | None = None,
    content: str = Binder.Content.ALL, duplex: bool = False, part_limit: int | None = None,
) -> Binder:  # fmt: skip
    """Ask for a volume as the records stand now; raises NotAllowed or NothingReplaced.

    The same content in the same form is returned as it is (a failed or cancelled one queued again). `part_limit` is in
    bytes, None for one file. The caller gives a queued one to the workers.
    """
    place = held(_place(assessment, dossier))  # two requests make one binder
    require(may_request_binder(by, place))
    plan = binder_plan.make(**of_place(place), content=content)
    if content == Binder.Content.REPLACED and not plan["sections"]:
        raise NothingReplaced
    text = canonical(plan)
    fingerprint = _fingerprint(text, content, duplex, part_limit)
    there = Binder.objects.filter(**of_place(place)).order_by("-revision")
    same = there.filter(digest=fingerprint).first()
    if same is None:
        last = there.values_list("revision", flat=True).first() or 0
        return Binder.objects.create(
            **of_place(place), revision=last + 1, content=content, duplex=duplex, part_limit=part_limit, plan=text,
            digest=fingerprint, code=codes.new_code(), requested_by=by,
        )  # fmt: skip
    again = Binder.objects.filter(pk=same.pk, state__in=[DrawingState.FAILED, DrawingState.CANCELLED])
    if again.update(state=DrawingState.QUEUED, failure="", attempts=0, done=0, steps=0, step="", sent_at=Now()):
        same.refresh_from_db()
    return same


def _place(assessment: Assessment | None, dossier: Dossier | None) -> Place:
    place = dossier or assessment
    if place is None:
        raise ValueError("a binder is of an assessment or of a dossier")
    return place


def place_of(binder: Binder) -> Place:
    """Where a binder belongs."""
    return _place(binder.assessment, binder.dossier)


def _fingerprint(plan: str, content: str, duplex: bool, part_limit: int | None) -> str:
    own = [path.read_text(encoding="utf-8") for path in [*sorted(OWN_PAGES.iterdir()), *ANNEX_PAGES]]
    return digest("\n".join([plan, str(content), str(duplex), str(part_limit), *own, ENGINE, str(FORM)]))


def current(
    *, assessment: Assessment | None = None, dossier: Dossier | None = None, content: str = Binder.Content.ALL
) -> Binder | None:
    """The newest finished volume that shows what the records say now, in whatever form; None if there is none."""
    place = _place(assessment, dossier)
    made = binder_plan.make(assessment=assessment, dossier=dossier, content=content)
    return showing(place, content=content, plan=canonical(made))


def showing(place: Place, *, content: str, plan: str) -> Binder | None:
    """The newest finished volume that shows this (the canonical text of a plan), in whatever form."""
    ready = Binder.objects.filter(**of_place(place), state=DrawingState.READY, content=content, plan=plan)
    return ready.order_by("-revision").first()


def lacking(place: Place) -> list[tuple[Place, str, Sequence[Lack]]]:
    """What is missing before a volume is no draft: (whose, its name, papers); whoever lacks nothing is left out."""
    dossier = place if isinstance(place, Dossier) else None
    wards = binder_plan.wards_of(place) if isinstance(place, Dossier) else [place]
    found = papers.lacking_papers(wards, dossier, papers.bound_of(wards, dossier))
    rows: list[tuple[Place, str, Sequence[Lack]]] = []
    if dossier:
        rows.append((dossier, dossier.office.authority, found.get(papers.OWN, [])))
    rows += [(ward, ward.ward.name, found.get(ward.pk, [])) for ward in wards]
    return [row for row in rows if row[2]]


@transaction.atomic
def cancel(*, binder: Binder, by: Officer) -> bool:
    """Stop the work on a volume; its worker notices at the next step. False when it was finished already."""
    require(may_request_binder(by, place_of(binder)))
    open_states = [DrawingState.QUEUED, DrawingState.DRAWING]
    stopped = {"state": DrawingState.CANCELLED, "token": None, "lease_until": None, "step": ""}
    return bool(Binder.objects.filter(pk=binder.pk, state__in=open_states).update(**stopped))


def claim(binder_id: int) -> uuid.UUID | None:
    """Take a binder for binding; None when another worker holds it, or nothing is left to do."""
    return leases.claim(Binder, binder_id)


def tell(*, binder_id: int, token: uuid.UUID, **progress: Any) -> bool:
    """Write `done`, `steps` and `step`; False when the work was cancelled or another worker has it."""
    return leases.tell(Binder, binder_id, token, **progress)


@transaction.atomic
def finish(*, binder_id: int, token: uuid.UUID, parts: Sequence[Part]) -> bool:
    """Write the result of a claim, and tell the ledger; False (and nothing written) when it was lost or cancelled."""
    if not leases.finish(Binder, binder_id, token, step=""):
        return False
    BinderPart.objects.bulk_create(
        BinderPart(
            binder_id=binder_id, position=position, file=part.name, sha256=part.sha256, size=part.size,
            pages=part.pages, contents=part.contents,
        )
        for position, part in enumerate(parts, start=1)
    )  # fmt: skip
    told.enter(Binder.objects.get(pk=binder_id))
    return True


def fail(*, binder_id: int, token: uuid.UUID, fault: str, label: str = "") -> bool:
    """Say that this cannot be bound: `fault` is a key of the page's sentences, `label` the document it is about."""
    return leases.fail(Binder, binder_id, token, canonical({"fault": fault, "label": label}))


def sweep() -> list[int]:
    """Binders to send to the workers again."""
    return leases.sweep(Binder)


def volumes() -> dict[str, object]:
    """For the readiness page: volumes that wait, and those whose worker was lost."""
    return leases.progress(Binder)
