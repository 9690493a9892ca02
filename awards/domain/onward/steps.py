"""How far a dossier has come: each step with what it still lacks, in words; forwarding needs all of them done."""

import json
from collections.abc import Iterator
from functools import cached_property

from django.utils.translation import gettext as _

from awards.domain.binders.chosen_papers import DOSSIER_ORDER, WARD_ORDER, Bound, Lack
from awards.domain.binders.lacking import OWN, bound_of, lacking_papers
from awards.domain.councils.results import Result, closed_ballots, result
from awards.domain.councils.voted_on import ChangedVote
from awards.domain.onward import sentences
from awards.domain.onward.onward_facts import State, why_not_forwarded
from awards.domain.onward.way_rows import Missing, Step, WardRow
from awards.domain.papers.outdated import outdated_papers
from awards.domain.writing.kept_votes import changed_votes
from awards.models import Ballot, Binder, Dossier, Forwarding, Meeting, PaperKind, ReturnedItem
from awards.queries.councils import whole
from awards.queries.dossiers import office_scores

CONTENT = Binder.Content


class Way:
    """Everything one page needs of a dossier, read with a fixed number of queries."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        named = [row.assessment for row in dossier.wards.all()]
        self.assessments = [found for found in named if found.state != State.CLOSED]
        self.decided = [found for found in named if found.state == State.CLOSED]

    @cached_property
    def meeting(self) -> Meeting | None:
        return whole().filter(pk=self.dossier.meeting_id).first() if self.dossier.meeting_id else None

    @cached_property
    def votes(self) -> dict[int, Result]:
        """How the meeting voted on each assessment (id), once it is closed."""
        if self.meeting is None or not self.meeting.is_closed:
            return {}
        return {ballot.assessment_id: result(ballot) for ballot in self.meeting.ballots.all()}

    @cached_property
    def changed(self) -> dict[int, ChangedVote]:
        """Wards (their assessment's id) whose appraisal is another than the one the council voted on."""
        return changed_votes(self.dossier, self.assessments)

    @cached_property
    def newer(self) -> dict[int, Ballot]:
        """Wards (their assessment's id) that the city's council voted on once more, in a later closed meeting than the
        one attached: the newest vote decides."""
        if self.meeting is None or not self.meeting.is_closed:
            return {}
        last = closed_ballots([found.pk for found in self.assessments], level="city")
        return {pk: ballot for pk, ballot in last.items() if ballot.meeting_id != self.meeting.pk}

    @property
    def kept_reasons(self) -> dict[int, str]:
        """Why votes stand all the same, by assessment (id)."""
        return {pk: found.kept.reason for pk, found in self.changed.items() if found.kept}

    @cached_property
    def bound(self) -> dict[int, list[Bound]]:
        """Papers of each ward by assessment (id), and those of the dossier under OWN."""
        return bound_of(self.assessments, self.dossier)

    @cached_property
    def lacking(self) -> dict[int, list[Lack]]:
        """What they lack, likewise."""
        return lacking_papers(self.assessments, self.dossier, self.bound, outdated=self.outdated)

    @cached_property
    def outdated(self) -> set[int]:
        """Papers (ids) that say something else than the records by now: they are settled and signed anew first."""
        asked = {item.paper_id for item in self.returned_papers}  # told with the province's own words
        return outdated_papers(assessments=self.assessments, dossier=self.dossier) - asked

    @cached_property
    def own_papers(self) -> list[Bound]:
        return self.bound[OWN]

    @cached_property
    def binders(self) -> list[Binder]:
        """Volumes that are ready, newest first."""
        found = self.dossier.binders.filter(state=Binder.State.READY, content__in=[CONTENT.ALL, CONTENT.REPLACED])
        return list(found.prefetch_related("parts").order_by("-revision"))

    @cached_property
    def binder(self) -> Binder | None:
        """The newest whole volume, if it shows the papers there are now."""
        found = next((binder for binder in self.binders if binder.content == CONTENT.ALL), None)
        return found if found and self._shows_all(found) else None

    @cached_property
    def replaced(self) -> Binder | None:
        """After a return: the newest volume of what was replaced, made since."""
        found = next((binder for binder in self.binders if binder.content == CONTENT.REPLACED), None)
        return found if found and self.sent and found.requested_at > self.sent.at else None

    @cached_property
    def sent(self) -> Forwarding | None:
        """What the province had last."""
        return self.dossier.forwardings.order_by("-revision").first()

    @cached_property
    def _digests(self) -> set[str]:
        every = (found for rows in self.bound.values() for found in rows)
        return {(found.scan or found.paper).sha256 for found in every if found.is_drawn}

    def _shows_all(self, volume: Binder) -> bool:
        plan = json.loads(volume.plan)
        if plan["cover"].get("draft"):
            return False  # something was missing when it was bound
        shown = {row["files"][0]["sha256"] for row in plan["sections"] if row["kind"] == "paper"}
        wanted = set(self._wanted())
        return wanted <= shown and plan["cover"]["wards"] == [str(found.ward) for found in self.assessments]

    def _wanted(self) -> Iterator[str]:
        """Digests of the papers the city must send along."""
        for found in (row for rows in self.bound.values() for row in rows):
            if found.kind in {*DOSSIER_ORDER, PaperKind.APPRAISAL}:
                yield (found.scan or found.paper).sha256

    @cached_property
    def rows(self) -> list[WardRow]:
        scores = office_scores([assessment.pk for assessment in self.assessments])
        found = []
        for assessment in self.assessments:
            own = scores.get(assessment.pk, [])
            blocked = "" if assessment.state == State.FORWARDED else why_not_forwarded(assessment)
            found.append(
                WardRow(
                    assessment, sum(score.points for score in own), sum(score.met for score in own), len(own),
                    self.votes.get(assessment.pk), blocked, tuple(self.bound.get(assessment.pk, ())),
                    self.changed.get(assessment.pk),
                )
            )  # fmt: skip
        return found

    @cached_property
    def steps(self) -> list[Step]:
        wards, council = Step("wards", tuple(self._wards())), Step("council", tuple(self._council()))
        after = "" if self.assessments else _("the wards")
        own = Step("ward_papers", tuple(self._of_wards(*WARD_ORDER)), after)
        reports = Step("appraisal", tuple(self._of_wards(PaperKind.APPRAISAL)), after)
        papers = Step("papers", tuple(self._papers()), "" if council.is_done else _("the council's vote"))
        before = [wards, own, reports, council, papers]
        volumes = tuple(self._volumes())
        if not volumes and any(not step.is_done for step in before):
            volumes = (Missing(_("To be bound again once everything above is done.")),)
        return [*before, Step("binder", volumes, "" if papers.is_done else _("the papers"))]

    @property
    def missing(self) -> list[Missing]:
        """All that forwarding still lacks."""
        return [lack for step in self.steps for lack in step.missing]

    def _wards(self) -> Iterator[Missing]:
        if not self.assessments:
            yield Missing(_("No ward is named yet."))
        for row in self.rows:
            if row.blocked:
                yield Missing(f"{row.assessment.ward}: {row.blocked}", row.assessment.pk)

    def _of_wards(self, *kinds: PaperKind) -> Iterator[Missing]:
        for assessment in self.assessments:
            for lack in self.lacking.get(assessment.pk, []):
                if lack.kind in kinds:
                    yield Missing(f"{assessment.ward}: {sentences.said(lack)}", assessment.pk)
            yield from self._asked(assessment.pk, set(kinds))

    def _council(self) -> Iterator[Missing]:
        if self.meeting is None:
            yield Missing(_("No meeting of the city's council is attached yet."))
            return
        if not self.meeting.is_closed:
            yield Missing(_("The meeting is not closed yet: its votes do not stand."))
            return
        for assessment in self.assessments:
            vote, newer = self.votes.get(assessment.pk), self.newer.get(assessment.pk)
            if newer:
                yield Missing(sentences.newer_vote(assessment.ward, newer))
            elif vote is None:
                yield Missing(_("%(ward)s: the meeting did not vote on it.") % {"ward": assessment.ward})
            elif not vote.goes_on:
                told = _("%(wards)s: the city's council does not propose it. Take it out of the dossier first.")
                yield Missing(told % {"wards": assessment.ward}, leaves=True)
            elif (changed := self.changed.get(assessment.pk)) and not changed.kept:
                yield Missing(sentences.changed(assessment.ward, changed), assessment.pk)

    def _papers(self) -> Iterator[Missing]:
        for lack in self.lacking.get(OWN, []):
            yield Missing(sentences.said(lack))
        yield from self._asked(None, set(DOSSIER_ORDER))

    def _volumes(self) -> Iterator[Missing]:
        if self.binder is None:
            there = any(binder.content == CONTENT.ALL for binder in self.binders)
            yield Missing(sentences.outdated() if there else _("The bound volume is not made yet."))
        if self.replaced is None and self._is_anything_replaced():
            yield Missing(sentences.replaced_missing())

    def _is_anything_replaced(self) -> bool:
        """A paper differs from what the province had; exhibits are compared when it goes (`onward.volumes`)."""
        if self.sent is None or self.dossier.revision == 1:
            return False
        return not self._digests <= {paper["sha256"] for paper in json.loads(self.sent.text)["papers"]}

    @cached_property
    def returned_papers(self) -> list[ReturnedItem]:
        """Papers the province wants made anew, while the dossier is back."""
        if self.dossier.state != Dossier.State.RETURNED:
            return []
        items = ReturnedItem.objects.filter(
            returned__forwarding__dossier=self.dossier, returned__forwarding__revision=self.dossier.revision - 1,
            paper__isnull=False,
        )  # fmt: skip
        return list(items.select_related("paper__assessment__ward").defer("paper__context"))

    def _asked(self, assessment: int | None, kinds: set[PaperKind]) -> Iterator[Missing]:
        """Papers named by the province's letter of which no newer version stands."""
        current = self.own_papers if assessment is None else self.bound.get(assessment, [])
        for item in self.returned_papers:
            paper = item.paper
            if paper is None or paper.assessment_id != assessment or paper.kind not in kinds:
                continue
            newer = [found for found in current if found.kind == paper.kind and found.paper.pk > paper.pk]
            if not newer:
                where = f"{paper.assessment.ward}: " if paper.assessment else ""
                told = _("%(where)sthe province wants “%(paper)s” made anew: %(note)s")
                named = {"where": where, "paper": paper.get_kind_display(), "note": item.note}
                yield Missing((told % named), assessment)
