"""Who may do what: a module for each thing. What a person may know of at all is decided by wards."""

from awards.rules.papers import Assessment, Ruling, get_assessment, may_read_papers, may_request_papers

__all__ = ["Assessment", "Ruling", "get_assessment", "may_read_papers", "may_request_papers"]
