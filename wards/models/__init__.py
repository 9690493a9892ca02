from wards.models.assessment import MOVES, Action, Assessment, Assignment, Entry, Figure, Period, State
from wards.models.catalogue import Band, CriteriaSet, Criterion, Indicator, Option
from wards.models.evidence import Citation, Content, Evidence, EvidenceFile
from wards.models.ledger import LedgerEntry
from wards.models.review import Decision, HandIn, Verdict
from wards.models.scoring import LineScore, Score, Side
from wards.models.units import Membership, Office, Officer, Succession, Ward

__all__ = [
    "MOVES", "Action", "Assessment", "Assignment", "Band", "Citation", "Content", "CriteriaSet", "Criterion",
    "Decision", "Entry", "Evidence", "EvidenceFile", "Figure", "HandIn", "Indicator", "LedgerEntry", "LineScore",
    "Membership", "Office", "Officer", "Option", "Period", "Score", "Side", "State", "Succession", "Verdict", "Ward",
]  # fmt: skip
