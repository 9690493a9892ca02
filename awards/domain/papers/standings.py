"""Where every paper of an assessment or a dossier stands: drafted, settled, registered, scanned, still true."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from awards import rules
from awards.domain.papers.present import Key, Present
from awards.domain.papers.previews import is_back, lacks_preview
from awards.domain.writing.visit_facts import Visit, all_visits
from awards.models import Dossier, Issue, Paper, Scan
from awards.queries.papers import SIGNED, current_papers, last_return, wanted_anew
from awards.queries.places import ANNEXES, DOSSIER_KINDS, SIGNED_KINDS, Place, of_place

Kind = Paper.Kind
NEEDED = SIGNED_KINDS | DOSSIER_KINDS  # signed before it is passed on


@dataclass(frozen=True)
class PaperStanding:
    """One paper. `paper` is the newest version to be signed, with its registration and its newest scan."""

    kind: str
    subject: int
    paper: Paper | None
    issue: Issue | None
    scan: Scan | None
    is_outdated: bool  # the records say something else by now than `paper`, or than `draft` where there is none
    needed: bool
    draft: Paper | None = None  # the newest draft
    replaced: Issue | None = None  # the standing registration of an earlier version
    lacks: str = ""  # why it cannot be drawn now
    lacks_final: str = ""  # why it cannot be settled for signing now
    is_wanted: bool = False  # the province sent this version back: a new one is to be signed
    wish: str = ""  # what the province wrote of it
    is_unchanged: bool = False  # the records say the same as the version sent back

    @property
    def key(self) -> Key:
        return (self.kind, self.subject)

    @property
    def is_annex(self) -> bool:
        """Signed, registered and scanned with another paper."""
        return self.kind in ANNEXES

    @property
    def is_settled(self) -> bool:
        """Drawn to be signed, and still true."""
        return self.paper is not None and self.paper.state == Paper.State.READY and not self.is_outdated

    @property
    def is_complete(self) -> bool:
        """All is done that the paper needs before it is passed on."""
        return self.is_settled and (self.is_annex or (self.issue is not None and self.scan is not None))


def standing(place: Place) -> list[PaperStanding]:
    """Every paper of the place, also those not begun, in the order in which they are bound."""
    return of_present(Present(place, visits=_visits(place)))


def of_present(present: Present) -> list[PaperStanding]:
    """The same of records that were read already; a fixed number of queries."""
    place = present.place
    rows = list(current_papers(place))
    finals = {(row.kind, row.subject): row for row in rows if row.is_final}
    drafts = {(row.kind, row.subject): row for row in rows if not row.is_final}
    issues = _issues(place)
    scans = _scans(finals.values())
    wishes, returned_at = wanted_anew(finals.values()), last_return(place)
    said = dict(Paper.objects.filter(pk__in=[row.pk for row in finals.values()]).values_list("pk", "context"))
    found = []
    for key in _keys(present, rows):
        final, draft = finals.get(key), drafts.get(key)
        there = issues.get(key, [])
        is_wanted = final is not None and final.pk in wishes and rules.is_open(place, key[0])
        is_outdated = is_wanted or _is_outdated(present, key, final=final, draft=draft, said=said)
        is_looked_at = is_wanted or (is_outdated and final is not None and is_back(final, returned_at))
        found.append(
            PaperStanding(
                kind=key[0], subject=key[1], paper=final, draft=draft,
                issue=next((issue for issue in there if final and issue.paper_id == final.pk), None),
                replaced=next((issue for issue in there if not final or issue.paper_id != final.pk), None),
                scan=scans.get(final.pk) if final else None, needed=_is_needed(present, key),
                is_outdated=is_outdated, is_wanted=is_wanted,
                wish=wishes.get(final.pk, "") if final and is_wanted else "",
                lacks=present.lacks(key),
                lacks_final=present.lacks(key, final=True)
                or (lacks_preview(present, key, final=final, draft=draft) if final and is_looked_at else ""),
                is_unchanged=is_wanted and _says_the_same(present, key, final, said),
            )
        )  # fmt: skip
    return found


def outdated_finals(places: Sequence[Present]) -> set[int]:
    """Papers (ids) to be signed that `standing` would say are outdated, of several places with two queries of its own.

    Minutes of visits are signed on the spot: they are none of these.
    """
    wards = [present.assessment.pk for present in places if not isinstance(present.place, Dossier)]
    dossiers = [present.dossier.pk for present in places if isinstance(present.place, Dossier)]
    newest = Paper.objects.filter(Q(assessment__in=wards) | Q(dossier__in=dossiers), is_final=True)
    newest = newest.order_by("assessment_id", "dossier_id", "kind", "subject", "-revision")
    finals = list(newest.distinct("assessment_id", "dossier_id", "kind", "subject")) if places else []
    wishes = wanted_anew(finals)
    of = {(isinstance(present.place, Dossier), present.place.pk): present for present in places}
    return {
        final.pk for final in finals
        if (present := of[final.dossier_id is not None, final.dossier_id or final.assessment_id or 0])
        and _is_passed(present, final, is_wanted=final.pk in wishes)
    }  # fmt: skip


def _is_passed(present: Present, final: Paper, *, is_wanted: bool) -> bool:
    """The province sent this version back, or the records say something else by now."""
    key, said = (final.kind, final.subject), {final.pk: final.context}
    may_be = key in present.keys or key[0] == Kind.COUNCIL
    is_wanted = is_wanted and may_be and rules.is_open(present.place, key[0])
    return is_wanted or _is_outdated(present, key, final=final, draft=None, said=said)


def _visits(place: Place) -> Sequence[Visit]:
    return all_visits(place) if isinstance(place, rules.Assessment) else ()


def _keys(present: Present, rows: Iterable[Paper]) -> list[Key]:
    """What there is or could be, and minutes of earlier meetings that were drawn; not those of hidden visits."""
    earlier = {(row.kind, row.subject) for row in rows if row.kind == Kind.COUNCIL} - set(present.keys)
    return [*present.keys, *sorted(earlier)]


def _issues(place: Place) -> dict[Key, list[Issue]]:
    """The standing registrations of every paper, the newest version's first."""
    paper = {f"paper__{column}": value for column, value in of_place(place).items()}
    rows = Issue.objects.filter(cancelled_at=None, **paper).select_related("paper", "by").defer("paper__context")
    found: dict[Key, list[Issue]] = {}
    for row in rows.order_by("-paper__revision"):
        found.setdefault((row.paper.kind, row.paper.subject), []).append(row)
    return found


def _scans(papers: Iterable[Paper]) -> dict[int, Scan]:
    """The newest scan of each of these papers that shows the number it has now."""
    rows = Scan.objects.filter(SIGNED, paper__in=list(papers)).select_related("by").order_by("paper_id", "-id")
    return {row.paper_id: row for row in rows.distinct("paper_id")}


def _is_needed(present: Present, key: Key) -> bool:
    if key[0] == Kind.COUNCIL:
        return present.ballot is None or present.ballot.meeting_id == key[1]
    return key[0] in NEEDED


def _says_the_same(present: Present, key: Key, final: Paper | None, said: dict[int, str]) -> bool:
    can_say = final is not None and key in present.keys and not present.lacks(key) and present.can_say(key)
    return bool(can_say and final and present.still_says(key, said[final.pk]))


def _is_outdated(
    present: Present, key: Key, *, final: Paper | None, draft: Paper | None, said: dict[int, str]
) -> bool:  # fmt: skip
    """Whether the records say something else by now. What can no longer be signed anew is left as it is."""
    paper = final or draft
    if final and key in present.keys and present.refusal(key):
        return rules.is_open(present.place, key[0])
    if paper is None or key not in present.keys or present.lacks(key) or not present.can_say(key):
        return False
    if final:
        return rules.is_open(present.place, key[0]) and not present.still_says(key, said[final.pk])
    return paper.digest != present.fingerprint(key)
