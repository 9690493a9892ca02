"""What every paper of a ward's assessment, or of a dossier, would say now; or why it cannot be drawn yet."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from awards import rules
from awards.domain.councils.results import READ_OF_BALLOT, closed_ballot, result
from awards.domain.councils.voted_on import ChangedVote
from awards.domain.papers.paper_facts import has_scores
from awards.domain.writing import layouts, parts, sources, texts, visit_minutes
from awards.domain.writing.visit_facts import Visit, visit_facts
from awards.models import Ballot, Dossier, Meeting, Paper
from awards.queries.councils import whole
from awards.queries.places import Place
from awards.queries.signers import usual_signer
from emulation.text import canonical

Kind = Paper.Kind
_OF_FIGURES = frozenset({Kind.PROPOSAL, Kind.REPORT, Kind.SUMMARY, Kind.EXHIBITS})
Key = tuple[str, int]  # kind, and the visit or meeting that minutes are of; 0: the assessment or dossier itself


@dataclass
class Present:
    """The records of one place as they stand, each source read once and only when a paper needs it.

    `visits` are the inspections whose minutes the person may read. A key with subject 0 of a kind that has subjects
    stands for minutes of a meeting that has not been closed. A `light` one reads no figures: it is for a page that asks
    every other second.
    """

    place: Place
    visits: Sequence[Visit] = field(default=())
    light: bool = False

    @property
    def assessment(self) -> rules.Assessment:
        if isinstance(self.place, Dossier):
            raise TypeError("a dossier is no assessment")
        return self.place

    @property
    def dossier(self) -> Dossier:
        if not isinstance(self.place, Dossier):
            raise TypeError("an assessment is no dossier")
        return self.place

    @cached_property
    def keys(self) -> list[Key]:
        """Every paper there is or could be, in the order in which they are bound."""
        if isinstance(self.place, Dossier):
            return [(Kind.CITY_PROPOSAL, 0), (Kind.CITY_COUNCIL, 0)]
        council = (Kind.COUNCIL, self.ballot.meeting_id if self.ballot else 0)
        own: list[Key] = [(Kind.PROPOSAL, 0), (Kind.REPORT, 0), (Kind.SUMMARY, 0), (Kind.EXHIBITS, 0), council]
        return [*own, *((Kind.MINUTES, visit.pk) for visit in self.visits), (Kind.APPRAISAL, 0)]

    def lacks(self, key: Key, *, final: bool = False) -> str:
        """Why this paper cannot be drawn now (`final`: to be signed), in a sentence; empty when it can."""
        if refusal := self.refusal(key):
            return refusal
        match key[0]:
            case Kind.COUNCIL if not self.ballot:
                return _("The council's meeting has not been held or closed yet.")
            case Kind.PROPOSAL if final and not self.ballot:
                return _("The proposal names the council's vote: close the meeting first.")
            case Kind.PROPOSAL if final and self.unanswered:
                return _(
                    "The figures changed after the council voted: it votes again, or the reason is given why its "
                    "vote stands."
                )
            case Kind.EXHIBITS if self.can_say(key) and not self.ward.facts.exhibits:
                return _("No document is cited yet.")
            case Kind.APPRAISAL if not rules.is_appraised(self.assessment):
                return _("The appraisal is not complete yet.")
            case Kind.MINUTES if final and not self.visit(key[1]).is_closed:
                return _("The minutes of this visit are not closed yet.")
            case Kind.CITY_COUNCIL if not self._meeting_is_closed:
                return _("The council's meeting has not been held or closed yet.")
            case Kind.CITY_PROPOSAL if not self.dossier.wards.exists():
                return _("No ward stands in the dossier yet.")
            case Kind.CITY_PROPOSAL if final and not self._meeting_is_closed:
                return _("The proposal names the council's vote: close the meeting first.")
            case Kind.CITY_PROPOSAL if final and self._unappraised:
                told = _("%(wards)s: appraised again first; the proposal gives the points of the appraisal.")
                return told % {"wards": ", ".join(self._unappraised)}
        return ""

    def refusal(self, key: Key) -> str:
        """Why there is nothing to propose, in a sentence: a council met and does not. Empty for all other papers."""
        if key[0] == Kind.PROPOSAL and self._is_refused:
            return _("The ward's council does not propose the title: no proposal is made.")
        if key[0] == Kind.CITY_PROPOSAL and self._unproposed:
            told = _("%(wards)s: the city's council does not propose it. Take it out of the dossier first.")
            return told % {"wards": ", ".join(self._unproposed)}
        return ""

    def says(self, key: Key, *, final: bool = False) -> str:
        """The canonical text this paper would be drawn from now."""
        if key[0] == Kind.MINUTES:
            return canonical(visit_minutes.context(self._visits[key[1]]))
        return self._says(key, final=final, signer=self.signer(key[0]))

    def still_says(self, key: Key, said: str) -> bool:
        """Whether a version to be signed would say the same as one did (`said`: its canonical text)."""
        if key[0] == Kind.MINUTES:
            return said == self.says(key, final=True)
        laws_on = layouts.laws_of(said, self.source(key))
        return layouts.same(said, self._says(key, final=True, laws_on=laws_on))

    def _says(self, key: Key, *, final: bool, signer: str = "", laws_on: dt.date | None = None) -> str:
        typed, source = self.texts.get(key[0], {}), self.source(key)
        return canonical(layouts.context(key[0], source, final=final, texts=typed, signer=signer, laws_on=laws_on))

    def signer(self, kind: str) -> str:
        """Who usually signs this kind here; asked once."""
        if parts.SIGNER not in parts.of(kind):
            return ""
        if kind not in self._signers:
            self._signers[kind] = usual_signer(kind, self.place)
        return self._signers[kind]

    def usual(self, key: Key, part: parts.Part) -> str:
        """The text of a part that nobody has written, as markup."""
        kind, source = key[0], self.source(key)
        if part not in parts.SIGNATURE:
            return parts.usual(kind, part.key, source)
        heading = layouts.context(kind, source, signer=self.signer(kind))["heading"]
        return parts.paragraphs(heading["signer"] if part is parts.POWERS else [heading["usual_signer"]])

    def fingerprint(self, key: Key, *, final: bool = False) -> str:
        """Digest of all its drawing would depend on."""
        return layouts.fingerprint(key[0], self.says(key, final=final))

    def can_say(self, key: Key) -> bool:
        """Whether what the paper is drawn from can be read already: nothing was computed of a new assessment."""
        if self.light:
            return False
        return self._is_known or key[0] not in {*layouts.OF_ASSESSMENT, Kind.APPRAISAL}

    def source(self, key: Key) -> Any:
        """What `layouts` and `parts` take for this kind."""
        if key[0] in _OF_FIGURES:
            return self.ward
        if key not in self._read:
            self._read[key] = self._source(key)
        return self._read[key]

    def _source(self, key: Key) -> Any:
        match key[0]:
            case Kind.COUNCIL:
                meeting = Meeting.objects.get(pk=key[1])
                return sources.of_meeting(meeting, assessment=self.assessment)
            case Kind.APPRAISAL:
                return sources.of_appraisal(self.assessment)
            case Kind.CITY_COUNCIL:
                return sources.of_city_meeting(self.dossier)
            case _:
                return sources.of_dossier(self.dossier)

    def visit(self, pk: int) -> Visit:
        """The inspection that minutes are of."""
        return next(visit for visit in self.visits if visit.pk == pk)

    @cached_property
    def ballot(self) -> Ballot | None:
        """The vote of the ward's council that decides."""
        return closed_ballot(self.assessment)

    @property
    def changed(self) -> ChangedVote | None:
        """The ward's council voted on other figures than stand now."""
        is_of_ward = not isinstance(self.place, Dossier)
        return self.ward.changed if is_of_ward and self.ballot and self.can_say((Kind.PROPOSAL, 0)) else None

    @property
    def unanswered(self) -> ChangedVote | None:
        """That, while nobody has said why its vote stands."""
        return self.changed if self.changed and not self.changed.kept else None

    @cached_property
    def texts(self) -> dict[str, dict[str, str]]:
        return texts.standing(self.place)

    @cached_property
    def ward(self) -> sources.WardSource:
        return sources.of_assessment(self.assessment)

    @cached_property
    def _read(self) -> dict[Key, Any]:
        return {}

    @cached_property
    def _signers(self) -> dict[str, str]:
        return {}

    @cached_property
    def _is_known(self) -> bool:
        return isinstance(self.place, Dossier) or has_scores(self.place)

    @cached_property
    def _is_refused(self) -> bool:
        """The ward's own council does not propose."""
        if self.ballot is None:
            return False
        prefetch_related_objects([self.ballot], *READ_OF_BALLOT)
        return not result(self.ballot).goes_on

    @property
    def _meeting_is_closed(self) -> bool:
        meeting = self.dossier.meeting
        return meeting is not None and meeting.is_closed

    @cached_property
    def _unappraised(self) -> list[str]:
        """Wards of the dossier that were opened again and have no whole appraisal now."""
        named = self.dossier.wards.select_related("assessment__ward").order_by("position", "id")
        return [row.assessment.ward.name for row in named if not rules.is_appraised(row.assessment)]

    @cached_property
    def _unproposed(self) -> list[str]:
        """Wards of the dossier whose vote missed the share without a reason to go on, once the meeting is closed."""
        if self.dossier.meeting is None or not self._meeting_is_closed:
            return []
        meeting = whole().get(pk=self.dossier.meeting.pk)
        refused = {ballot.assessment_id for ballot in meeting.ballots.all() if not result(ballot).goes_on}
        named = self.dossier.wards.filter(assessment__in=refused).select_related("assessment__ward")
        return [row.assessment.ward.name for row in named.order_by("position", "id")]

    @cached_property
    def _visits(self) -> dict[int, Any]:
        return visit_facts(self.assessment, self.visits) if self.visits else {}
