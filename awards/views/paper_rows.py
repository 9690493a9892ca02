"""One row for each paper: where it stands, and the one next step of the person who looks at it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from awards import rules
from awards.domain.papers.present import Key, Present
from awards.domain.papers.standings import PaperStanding
from awards.domain.writing import parts
from awards.models import Dossier, Paper
from awards.queries.papers import papers_of
from awards.queries.places import WARD_KINDS, Place
from awards.views.paper_words import TAGS, WARD_DOES, state_of
from emulation.templatetags.vietnamese import day
from wards.models.units import Officer

Kind = Paper.Kind
IN_WORD = frozenset({Kind.PROPOSAL, Kind.REPORT})


@dataclass(frozen=True)
class Step:
    """What to do next: a link, or (`value`) a button that posts which paper it is about."""

    label: str
    url: str
    value: str = ""


@dataclass
class Row:
    """A paper as the page shows it; `shown` is the version one opens."""

    standing: PaperStanding
    name: str
    state: str
    shown: Paper | None
    step: Step | None = None
    hints: list[str] = field(default_factory=list)
    links: list[Step] = field(default_factory=list)
    beside: list[Step] = field(default_factory=list)  # of the links those that are needed now, shown beside the step
    is_grouped: bool = False  # its step can be taken together with that of others

    @property
    def id(self) -> str:
        return f"{self.standing.kind}-{self.standing.subject}"

    @property
    def tag(self) -> tuple[str, str]:
        """The class and the words of its state."""
        return TAGS[self.state][0], str(TAGS[self.state][1]())

    @property
    def is_left_to_ward(self) -> bool:
        """Something is to be done of it, and by the ward."""
        return self.standing.kind in WARD_KINDS and self.state in {*WARD_DOES, "blocked", "changed", "wanted"}

    @property
    def is_unfinished(self) -> bool:
        return self.state == "drawing"


def rows(officer: Officer, present: Present, found: Sequence[PaperStanding]) -> list[Row]:
    """The papers this person may know of. Of a `light` view nothing can be pressed: the page asks again."""
    open_ = set(papers_of(officer, present.place).values_list("pk", flat=True))
    shown = [_as_open(row, open_) for row in found if _is_visible(officer, present.place, row, open_)]
    made = [_row(officer, present, row) for row in shown]
    if present.light:
        for row in made:
            row.step, row.links = None, []
    return made


def _as_open(row: PaperStanding, open_: Collection[int]) -> PaperStanding:
    """Without the draft that is not this person's to open, as the province knows of none."""
    return row if row.draft is None or row.draft.pk in open_ or row.paper is None else replace(row, draft=None)


def _is_visible(officer: Officer, place: Place, row: PaperStanding, open_: Collection[int]) -> bool:
    if isinstance(place, Dossier) or officer.roles_in_office(place.ward.office_id) & {"reviewer", "head"}:
        return True
    if not officer.roles_in_ward(place.ward_id):  # the province
        return row.paper is not None and row.paper.state == Paper.State.READY and row.paper.pk in open_
    return row.kind != Kind.APPRAISAL or row.issue is not None


def _row(officer: Officer, present: Present, standing: PaperStanding) -> Row:
    shown = next((p for p in (standing.paper, standing.draft) if p and p.state == Paper.State.READY), None)
    if standing.kind == Kind.MINUTES and (standing.is_outdated or present.light) and not _is_office(officer, present):
        shown = None  # it may be a version drawn before the visit was closed
    row = Row(standing, name_of(present, standing.key), state_of(standing), shown)
    row.step = _step(officer, present.place, row)
    row.hints = _hints(officer, present.place, row)
    row.links = _links(officer, present.place, row)
    if row.state in {"changed", "wanted"}:
        row.beside = [link for link in row.links if link.label in {_("View the newer draft"), _("Edit the text")}]
    return row


def _is_office(officer: Officer, present: Present) -> bool:
    return bool(officer.roles_in_office(present.assessment.ward.office_id) & {"reviewer", "head"})


def _is_ward(officer: Officer, place: Place) -> bool:
    return not isinstance(place, Dossier) and bool(officer.roles_in_ward(place.ward_id))


def name_of(present: Present, key: Key) -> str:
    """A paper's name with the day of the visit or the meeting it is of."""
    kind, subject = key
    name = str(Kind(kind).label)
    if kind == Kind.MINUTES:
        return _("%(minutes)s on %(day)s") % {"minutes": name, "day": day(present.visit(subject).held_on)}
    if kind == Kind.COUNCIL and present.ballot and present.ballot.meeting_id == subject:
        return _("%(minutes)s on %(day)s") % {"minutes": name, "day": day(present.ballot.meeting.held_at)}
    return name


def _step(officer: Officer, place: Place, row: Row) -> Step | None:
    standing, kind = row.standing, row.standing.kind
    may_settle = kind != Kind.MINUTES and not standing.is_annex and rules.may_finalise(officer, place, kind)
    match row.state:
        case "none" | "draft_changed" if not standing.lacks and _may_draft(officer, place, kind):
            again = row.state == "draft_changed"
            return _post(place, "request", row, _("Create the draft again") if again else _("Create the draft"))
        case "blocked" if kind == Kind.CITY_COUNCIL or (kind == Kind.COUNCIL and _is_ward(officer, place)):
            return Step(_("To the council"), reverse("awards:councils"))
        case "failed" if standing.paper and may_settle:
            return _post(place, "finalise", row, _("Try again"))
        case "failed" if not standing.paper and _may_draft(officer, place, kind):
            return _post(place, "request", row, _("Try again"))
        case "draft" if may_settle and not standing.lacks_final:
            return _post(place, "finalise", row, _("Settle for signing"))
        case "draft" if parts.of(kind) and rules.may_edit_text(officer, place, kind):
            return Step(_("Edit the text"), texts_url(place, kind))
        case "changed" | "wanted" if _needs_draft(standing) and _may_draft(officer, place, kind):
            return _post(place, "request", row, _("Create the draft"))
        case "changed" | "wanted" if may_settle and not standing.lacks_final:
            return _post(place, "finalise", row, _("Settle the new version"))
        case "to_register" if standing.paper and rules.may_register(officer, place, kind):
            return Step(_("Register number and date"), reverse("awards:paper_register", args=[standing.paper.pk]))
        case "to_scan" if standing.paper and rules.may_scan(officer, place, kind, has_scan=False):
            return Step(_("Upload the signed scan"), reverse("awards:paper_scan", args=[standing.paper.pk]))
    return None


def _may_draft(officer: Officer, place: Place, kind: str) -> bool:
    """Drafts are offered to those who write the paper: an office makes none of its ward's."""
    return bool(rules.writes(officer, place, kind) and rules.may_request_kind(officer, place, kind))


def _needs_draft(standing: PaperStanding) -> bool:
    """Its new version is looked at before it is settled."""
    return bool(standing.lacks_final) and not standing.lacks


def _post(place: Place, act: str, row: Row, label: str) -> Step:
    return Step(label, url_of(place, act), row.id)


def url_of(place: Place, act: str = "") -> str:
    """The page of the place's papers, or the address of an act on them ("request", "finalise")."""
    of = "dossier_papers" if isinstance(place, Dossier) else "papers"
    return reverse(f"awards:{of}_{act}" if act else f"awards:{of}", args=[place.pk])


def texts_url(place: Place, kind: str) -> str:
    """Where the texts of a paper are edited."""
    of = "dossier_texts" if isinstance(place, Dossier) else "paper_texts"
    return reverse(f"awards:{of}", args=[place.pk, kind])


def _hints(officer: Officer, place: Place, row: Row) -> list[str]:
    """What a person should know of a paper beside its state."""
    standing = row.standing
    said = [standing.lacks] if row.state == "blocked" else []
    said += [_("The province wants it made anew: %(note)s") % {"note": standing.wish or "…"}] * standing.is_wanted
    said += [_("It still says the same as the version that was sent back.")] * standing.is_unchanged
    if row.state in {"draft", "draft_changed", "changed", "wanted"} and standing.lacks_final:
        said.append(standing.lacks_final)
    if row.state == "draft" and not standing.lacks_final and row.standing.kind in WARD_KINDS and not row.step:
        said.append(_("It is settled for signing together with the report.") if standing.is_annex else "")
    if row.state in {"changed", "wanted"} and not row.step and not standing.lacks_final:
        by_ward = standing.kind in WARD_KINDS
        said.append(_("The ward leader settles a new version.") if by_ward else _("The head settles a new version."))
    if not row.step and standing.kind in WARD_KINDS and not standing.is_annex and rules.is_open(place, standing.kind):
        said.append(str(WARD_DOES[row.state]()) if row.state in WARD_DOES else "")
    if standing.replaced and standing.paper and not standing.issue:
        told = {"revision": standing.replaced.paper.revision, "number": standing.replaced}
        said.append(_("Replaces version %(revision)d, registered as %(number)s.") % told)
    if standing.paper and standing.draft and standing.draft.revision > standing.paper.revision:
        said.append(_("There is a newer draft, version %(revision)d.") % {"revision": standing.draft.revision})
    return [sentence for sentence in said if sentence]


def _links(officer: Officer, place: Place, row: Row) -> list[Step]:
    """What else can be done with a paper."""
    standing, kind, found = row.standing, row.standing.kind, []
    is_final = standing.paper is not None
    newer = standing.draft if is_final and standing.draft and standing.draft.state == Paper.State.READY else None
    if newer and standing.paper and newer.revision > standing.paper.revision:
        found.append(Step(_("View the newer draft"), reverse("awards:paper_file", args=[newer.pk])))
    is_step = row.step is not None and row.step.url == texts_url(place, kind)
    if parts.of(kind) and not standing.lacks and not is_step and rules.may_edit_text(officer, place, kind):
        found.append(Step(_("Edit the text"), texts_url(place, kind)))
    if kind in IN_WORD and not isinstance(place, Dossier) and (standing.paper or standing.draft):
        found.append(Step(_("Word file"), reverse("awards:paper_word", args=[place.pk, kind])))
    if standing.issue and rules.may_cancel(officer, place, kind):
        found.append(Step(_("Cancel the registration"), reverse("awards:issue_cancel", args=[standing.issue.pk])))
    if standing.paper and standing.scan and rules.may_scan(officer, place, kind, has_scan=True):
        found.append(Step(_("Replace the scan"), reverse("awards:paper_scan", args=[standing.paper.pk])))
    return found


def together(officer: Officer, place: Place, made: Sequence[Row]) -> list[tuple[Step, str]]:
    """What can be done with several papers at once: the button, and its class."""
    acts = {row.id: row.step.url for row in made if row.step and row.step.value}
    mine = [row for row in made if rules.writes(officer, place, row.standing.kind)]
    drafts = [row for row in mine if acts.get(row.id) == url_of(place, "request")]
    settled, found = [row for row in made if acts.get(row.id) == url_of(place, "finalise")], []
    for row in [*(drafts if len(drafts) > 1 else []), *(settled if len(settled) > 1 else [])]:
        row.is_grouped = True
    if len(drafts) > 1:
        label = ngettext("Create %(n)d draft", "Create %(n)d drafts", len(drafts)) % {"n": len(drafts)}
        found.append((Step(label, url_of(place, "request")), "btn"))
    if len(settled) > 1:
        label = ngettext("Settle %(n)d paper for signing", "Settle %(n)d papers for signing", len(settled))
        found.append((Step(label % {"n": len(settled)}, url_of(place, "finalise")), "btn quiet" if drafts else "btn"))
    return found
