"""What papers are drawn from, read once: a ward's papers, minutes of a council, an appraisal, a city's proposal.

Each source knows the words that usual texts are filled with (`parts.usual`) and the day whose laws a paper cites:
that on which it is drawn, for grounds are the law of the paper's day, not of the period it looks back on.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from awards.domain.councils.minutes import meeting_facts
from awards.domain.councils.results import closed_ballot
from awards.domain.councils.voted_on import ChangedVote
from awards.domain.facts import Facts, assessment_facts
from awards.domain.history import grants_up_to
from awards.domain.writing import appraisal_facts, dossier_facts
from awards.domain.writing import wording as say
from awards.domain.writing.kept_votes import changed_figures, changed_votes
from awards.models import Dossier, Grant, Meeting
from awards.rules import Assessment
from wards.models.units import Office, Ward

COMMITTEES = "UBND các phường, xã được đề nghị"
IN_A_SENTENCE = 3  # wards that are named; more are counted, and named in the annex
Vote = Mapping[str, Any]  # one vote of a closed meeting (`votes`)


@dataclass(frozen=True)
class WardSource:
    """For Tờ trình, Báo cáo thành tích, Bảng tổng hợp and Danh mục of a ward. `vote` is None before its council met."""

    facts: Facts
    grants: tuple[Grant, ...]
    vote: Vote | None
    changed: ChangedVote | None = None  # the figures are others since the vote

    @property
    def laws_on(self) -> dt.date:
        return say.paper_day(self.facts)

    @property
    def reference_date(self) -> dt.date:
        return self.facts.reference_date

    @cached_property
    def words(self) -> Mapping[str, str]:
        ward, office = self.facts.ward, self.facts.ward.office
        enclosed = ["Báo cáo thành tích", "Biên bản họp Hội đồng", "Bảng tổng hợp kết quả"]
        enclosed += ["Danh mục tài liệu minh chứng"] * bool(self.facts.exhibits)
        return {
            **_common(self.facts),
            "ward": ward.name_in_text, "kind": ward.kind, "office": office.name if office else "",
            "issuer": f"Ủy ban nhân dân {ward.name_in_text}", "authority": authority_over(ward),
            "enclosed": say.listed(enclosed),
        }  # fmt: skip


@dataclass(frozen=True)
class CouncilSource:
    """For the minutes of a meeting: of a ward's council (`ward`), else of the council of the office's city."""

    matter: dossier_facts.Matter
    ward: Ward | None
    office: Office | None
    meeting: Mapping[str, Any]  # `councils_minutes.meeting_facts`

    @property
    def laws_on(self) -> dt.date:
        return say.paper_day(self.matter)

    @property
    def reference_date(self) -> dt.date:
        return self.matter.reference_date

    @cached_property
    def words(self) -> Mapping[str, str]:
        issuer = f"Ủy ban nhân dân {self.ward.name_in_text}" if self.ward else ""
        authority = self.office.authority if self.office else ""
        return {
            **_common(self.matter), "issuer": issuer, "authority": authority,
            "issuer_short": say.short_body(issuer), "authority_short": say.short_body(authority),
        }  # fmt: skip


@dataclass(frozen=True)
class AppraisalSource:
    """For the office's report on one ward."""

    facts: Facts
    course: appraisal_facts.Course

    @property
    def laws_on(self) -> dt.date:
        return say.paper_day(self.facts)

    @property
    def reference_date(self) -> dt.date:
        return self.facts.reference_date

    @cached_property
    def words(self) -> Mapping[str, str]:
        ward, total = self.facts.ward, self.facts.office_total
        office = ward.office
        place = say.place_of(authority_over(ward))
        return {
            **_common(self.facts),
            "ward": ward.name_in_text, "issuer": f"UBND {ward.name_in_text}", "authority": authority_over(ward),
            "authority_short": say.short_body(authority_over(ward)),
            "office": say.short_office(office) if office else "",
            "initials": say.initials(say.short_office(office)) if office else "",
            "council": f"Hội đồng Thi đua - Khen thưởng {place}",
            "verdict": "passed" if total and total.passed else "failed",
        }  # fmt: skip


@dataclass(frozen=True)
class DossierSource:
    """For a city's proposal of several wards; `votes` by assessment, of its council's meeting once that is closed."""

    matter: dossier_facts.Matter
    office: Office
    wards: tuple[dossier_facts.WardResult, ...]
    votes: Mapping[int, Vote]
    changed: Mapping[int, ChangedVote] = field(default_factory=dict)  # appraised otherwise since its vote

    @property
    def laws_on(self) -> dt.date:
        return say.paper_day(self.matter)

    @property
    def reference_date(self) -> dt.date:
        return self.matter.reference_date

    @cached_property
    def words(self) -> Mapping[str, str]:
        parent, names = self.office.parent, [result.ward.name_in_text for result in self.wards]
        is_few = len(names) <= IN_A_SENTENCE
        return {
            **_common(self.matter),
            "authority": self.office.authority, "superior": parent.authority if parent else "",
            "superior_office": f"{parent.name} (thẩm định)" if parent else "",
            "wards": say.listed(names) if is_few else f"{say.number(len(names))} đơn vị nêu tại Phụ lục",
            "wards_short": _committees([result.ward for result in self.wards]) if is_few else COMMITTEES,
            "initials": say.initials(say.short_office(self.office)),
        }  # fmt: skip


def of_assessment(assessment: Assessment) -> WardSource:
    """What a ward's own papers are drawn from; its scores must be fresh (`facts.settled`)."""
    facts, ballot = assessment_facts(assessment), closed_ballot(assessment)
    grants = grants_up_to(ward=facts.ward, last_year=facts.last_year)
    changed = changed_figures({assessment.pk: ballot}, {assessment.pk: facts}) if ballot else {}
    held = meeting_facts(ballot.meeting) if ballot else None
    return ward_source(assessment.pk, facts, grants, held, changed.get(assessment.pk))


def ward_source(
    assessment: int, facts: Facts, grants: Iterable[Grant], held: Mapping[str, Any] | None,
    changed: ChangedVote | None,
) -> WardSource:  # fmt: skip
    """The same of what was read already; `held`: the meeting of the ward's council whose vote decides."""
    return WardSource(facts, tuple(grants), votes(held).get(assessment) if held else None, changed)


def of_meeting(meeting: Meeting, *, assessment: Assessment) -> CouncilSource:
    """What the minutes of a ward's council are drawn from."""
    return council_source(meeting_facts(meeting), assessment)


def council_source(held: Mapping[str, Any], assessment: Assessment) -> CouncilSource:
    """The same of a meeting that was read already."""
    matter = dossier_facts.matter(assessment.period, [assessment])
    own = [ballot for ballot in held["ballots"] if ballot["assessment"] == assessment.pk]
    return CouncilSource(matter, assessment.ward, assessment.ward.office, {**held, "ballots": own})


def of_appraisal(assessment: Assessment) -> AppraisalSource:
    """What the office's report on a ward is drawn from; its scores must be fresh (`facts.settled`)."""
    return AppraisalSource(assessment_facts(assessment), appraisal_facts.course(assessment))


def of_dossier(dossier: Dossier) -> DossierSource:
    """What a city's proposal is drawn from, with a fixed number of queries."""
    assessments = dossier_facts.assessments_of(dossier)
    matter = dossier_facts.matter(dossier.period, assessments, of_office=True)
    held = meeting_facts(dossier.meeting) if dossier.meeting and dossier.meeting.is_closed else None
    wards = tuple(dossier_facts.results(assessments, dossier.period))
    changed = changed_votes(dossier, assessments)
    return DossierSource(matter, dossier.office, wards, votes(held) if held else {}, changed)


def of_city_meeting(dossier: Dossier) -> CouncilSource | None:
    """What the minutes of the city's council are drawn from; None before a meeting is attached to the dossier."""
    if dossier.meeting is None:
        return None
    matter = dossier_facts.matter(dossier.period, dossier_facts.assessments_of(dossier), of_office=True)
    return CouncilSource(matter, None, dossier.office, meeting_facts(dossier.meeting))


def votes(meeting: Mapping[str, Any]) -> dict[int, Vote]:
    """The votes of a meeting by assessment: its ballot with the council's name, the day and the share needed."""
    shared = {
        "council": meeting["council"]["name"], "held_on": meeting["held_on"], "secret": meeting["vote"] == "secret",
        "required": meeting["required"],
    }  # fmt: skip
    return {ballot["assessment"]: {**ballot, **shared} for ballot in meeting["ballots"] if ballot["counted"]}


def _common(matter: say.Matter) -> dict[str, str]:
    return {"award": matter.criteria_set.title, "period": say.period(matter), "basis": say.basis(matter.criteria_set)}


def _committees(wards: list[Ward]) -> str:
    """The committees of a few wards among the recipients: "UBND các phường: Quảng Hưng, Thiệu Khánh"."""
    if len(wards) < 2 or len({ward.kind for ward in wards}) > 1:
        return ", ".join(f"UBND {ward.name_in_text}" for ward in wards)
    return f"UBND các {wards[0].kind}: {', '.join(ward.short_name for ward in wards)}"


def authority_over(ward: Ward) -> str:
    """The body above a ward: that of its office, else of the district or province it lies in."""
    return ward.office.authority if ward.office else f"Ủy ban nhân dân {say.in_text(ward.area)}"
