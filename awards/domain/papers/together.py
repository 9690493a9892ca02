"""The records of several wards read together: each source once for all of them, and only when a paper needs it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import prefetch_related_objects

from awards import rules
from awards.domain.councils.minutes import all_meeting_facts
from awards.domain.councils.results import READ_OF_BALLOT, closed_ballots
from awards.domain.councils.voted_on import ChangedVote
from awards.domain.facts import Facts, all_facts
from awards.domain.history import all_grants_up_to
from awards.domain.papers.paper_facts import with_scores
from awards.domain.papers.present import Key, Kind, Present
from awards.domain.writing import appraisal_facts, sources, texts
from awards.domain.writing.kept_votes import changed_figures
from awards.models import Ballot, Grant


def read_together(wards: Iterable[rules.Assessment]) -> "list[OneOfMany]":
    """What every paper of these wards would say now, with as many queries for 300 as for one.

    Wards of one period, or one office, are given the same record of it: what is read of it later is read once.
    """
    found = list(wards)
    periods: dict[int, Any] = {}
    offices: dict[int | None, Any] = {}
    for one in found:
        one.period = periods.setdefault(one.period_id, one.period)
        one.ward.office = offices.setdefault(one.ward.office_id, one.ward.office)
    many = Together(found)
    return [OneOfMany(one, many=many) for one in found]


class Together:
    """What papers of several wards are drawn from, by the id of their assessment."""

    def __init__(self, wards: Sequence[rules.Assessment]) -> None:
        self.wards = wards
        self.pks = [ward.pk for ward in wards]

    @cached_property
    def scored(self) -> set[int]:
        """Those of which something was computed."""
        return with_scores(self.pks)

    @cached_property
    def facts(self) -> dict[int, Facts]:
        return all_facts([ward for ward in self.wards if ward.pk in self.scored])

    @cached_property
    def ballots(self) -> dict[int, Ballot]:
        """The votes that decide, each with all that its result needs."""
        found = closed_ballots(self.pks)
        prefetch_related_objects(list(found.values()), *READ_OF_BALLOT)
        return found

    @cached_property
    def held(self) -> dict[int, dict[str, Any]]:
        """The meetings of these votes, by their own id."""
        return all_meeting_facts({ballot.meeting_id for ballot in self.ballots.values()})

    @cached_property
    def changed(self) -> dict[int, ChangedVote]:
        """Votes on other figures than stand now."""
        return changed_figures(self.ballots, self.facts)

    @cached_property
    def grants(self) -> dict[tuple[int, int], list[Grant]]:
        """By ward and the last year of a period."""
        found: dict[tuple[int, int], list[Grant]] = {}
        for year in {ward.period.last_year for ward in self.wards}:
            wards = [ward.ward for ward in self.wards if ward.period.last_year == year]
            for grant in all_grants_up_to(wards=wards, last_year=year):
                found.setdefault((grant.ward_id, year), []).append(grant)
        return found

    @cached_property
    def courses(self) -> dict[int, appraisal_facts.Course]:
        return appraisal_facts.courses(self.pks)

    @cached_property
    def texts(self) -> dict[int, dict[str, dict[str, str]]]:
        return texts.standing_of(self.pks)


@dataclass
class OneOfMany(Present):
    """The records of one ward as they stand, read with those of the others."""

    many: Together = field(kw_only=True)

    @cached_property
    def ballot(self) -> Ballot | None:
        return self.many.ballots.get(self.place.pk)

    @cached_property
    def texts(self) -> dict[str, dict[str, str]]:
        return self.many.texts.get(self.place.pk, {})

    @cached_property
    def ward(self) -> sources.WardSource:
        one, ballot = self.assessment, self.ballot
        grants = self.many.grants.get((one.ward_id, one.period.last_year), [])
        held = self.many.held[ballot.meeting_id] if ballot else None
        return sources.ward_source(one.pk, self.many.facts[one.pk], grants, held, self.many.changed.get(one.pk))

    @cached_property
    def _is_known(self) -> bool:
        return self.place.pk in self.many.scored

    def _source(self, key: Key) -> Any:
        if key[0] == Kind.COUNCIL and key[1] in self.many.held:
            return sources.council_source(self.many.held[key[1]], self.assessment)
        if key[0] == Kind.APPRAISAL:
            return sources.AppraisalSource(self.many.facts[self.place.pk], self.many.courses[self.place.pk])
        return super()._source(key)
