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
from wards.models.confirming import Confirmation, Draft, Stay
from wards.models.desk import Charge, ChargeEvent, Opening, Remark, UsualReason
from wards.models.evidence import Citation, CitationEvent, Content, Evidence, EvidenceEvent, EvidenceFile
from wards.models.inspections import Inspection, InspectionPhoto
from wards.models.ledger import LedgerEntry
from wards.models.notices import Mailing, Notice, NoticeChoice, NoticeKind
from wards.models.plausibility import Answer, RegistryFigure, RegistryFigureEvent
from wards.models.review import Decision, Extension, HandIn, Verdict
from wards.models.scoring import LineScore, Score, Side
from wards.models.units import Membership, Office, Officer, Succession, Ward
from wards.models.uploads import Upload

__all__ = [
    "MOVES", "Action", "Answer", "Assessment", "Assignment", "AssignmentEvent", "Band", "Charge", "ChargeEvent",
    "Citation", "CitationEvent", "Confirmation", "Content", "CriteriaSet", "Criterion", "Decision", "Draft", "Entry",
    "EntryEvent", "Evidence", "EvidenceEvent", "EvidenceFile", "Extension", "Figure", "HandIn", "Indicator",
    "Inspection", "InspectionPhoto", "LedgerEntry", "LineScore", "Mailing", "Membership", "Notice", "NoticeChoice",
    "NoticeKind", "Office", "Officer", "Opening", "Option", "Period", "RegistryFigure", "RegistryFigureEvent", "Remark",
    "Score", "Side", "State", "Stay", "Succession", "Upload", "UsualReason", "Verdict", "Ward",
]  # fmt: skip
