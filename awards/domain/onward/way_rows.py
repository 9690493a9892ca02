"""The rows of a dossier's page: a thing that is missing, a step of the way, a ward."""

from dataclasses import dataclass

from awards.domain.binders.chosen_papers import Bound
from awards.domain.councils.results import Result
from awards.domain.councils.voted_on import ChangedVote
from awards.domain.onward.onward_facts import Assessment


@dataclass(frozen=True)
class Missing:
    """One thing that is still to be done; `assessment` where it is done at one ward, `leaves` where that ward is to be
    taken out of the dossier."""

    text: str
    assessment: int | None = None
    leaves: bool = False


@dataclass(frozen=True)
class Step:
    """A step of the way to the province. `waits` names what has to be done before it can be."""

    key: str  # wards, ward_papers, appraisal, council, papers, binder
    missing: tuple[Missing, ...]
    waits: str = ""

    @property
    def is_done(self) -> bool:
        """Nothing is missing, and what it waits for is there."""
        return not self.missing and not self.waits


@dataclass(frozen=True)
class WardRow:
    """A ward of the dossier: what the office gave it, how the city's council voted, its report."""

    assessment: Assessment
    points: object
    met: int
    criteria: int
    vote: Result | None
    blocked: str  # why it cannot go now; empty: it can, or is there
    papers: tuple[Bound, ...]
    changed: ChangedVote | None
