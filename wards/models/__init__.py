from wards.models.assessment import (
    MOVES,
    Action,
    Assessment,
    Assignment,
    AssignmentEvent,
    Entry,
    EntryEvent,
    Figure,
    Period,
    State,
)
from wards.models.catalogue import Band, CriteriaSet, Criterion, Indicator, Option
from wards.models.evidence import Citation, CitationEvent, Content, Evidence, EvidenceEvent, EvidenceFile
from wards.models.ledger import LedgerEntry
from wards.models.review import Decision, HandIn, Verdict
from wards.models.scoring import LineScore, Score, Side
from wards.models.units import Membership, Office, Officer, Succession, Ward

__all__ = [
    "MOVES", "Action", "Assessment", "Assignment", "AssignmentEvent", "Band", "Citation", "CitationEvent", "Content",
    "CriteriaSet", "Criterion", "Decision", "Entry", "EntryEvent", "Evidence", "EvidenceEvent", "EvidenceFile",
    "Figure", "HandIn", "Indicator", "LedgerEntry", "LineScore", "Membership", "Office", "Officer", "Option",
    "Period", "Score", "Side", "State", "Succession", "Verdict", "Ward",
]  # fmt: skip
