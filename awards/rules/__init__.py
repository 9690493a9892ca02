"""Who may do what: a module for each thing. What a person may know of at all is decided by wards."""

from awards.rules.names import academic_title
from awards.rules.papers import (
    Assessment,
    Place,
    Ruling,
    get_assessment,
    is_appraised,
    is_decided,
    is_open,
    is_writing,
    may_cancel,
    may_edit_text,
    may_finalise,
    may_read_papers,
    may_register,
    may_request_kind,
    may_request_papers,
    may_scan,
    writes,
)

__all__ = [
    "Assessment", "Place", "Ruling", "academic_title", "get_assessment", "is_appraised", "is_decided", "is_open",
    "is_writing", "may_cancel", "may_edit_text", "may_finalise", "may_read_papers", "may_register",
    "may_request_kind", "may_request_papers", "may_scan", "writes",
]  # fmt: skip
