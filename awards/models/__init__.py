from awards.models.councils import Attendance, Ballot, Council, Count, Meeting, Member, Recusal
from awards.models.dossiers import Dossier, DossierWard, KeptVote
from awards.models.drawing import DrawingState
from awards.models.history import Grant
from awards.models.onward import (
    AwardDecision,
    Binder,
    BinderPart,
    Forwarding,
    Outcome,
    Receipt,
    Return,
    ReturnedItem,
)  # fmt: skip
from awards.models.papers import Issue, Paper, PaperKind, PaperText, Scan
from awards.models.provisions import Provision, ProvisionConfirmation

__all__ = [
    "Attendance", "AwardDecision", "Ballot", "Binder", "BinderPart", "Council", "Count", "Dossier", "DossierWard",
    "DrawingState", "Forwarding", "Grant", "Issue", "KeptVote", "Meeting", "Member", "Outcome", "Paper",
    "PaperKind", "PaperText", "Provision", "ProvisionConfirmation", "Receipt", "Recusal", "Return", "ReturnedItem",
    "Scan",
]  # fmt: skip
