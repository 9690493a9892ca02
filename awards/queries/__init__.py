"""What can be read, scoped to the person: a module for each thing."""

from awards.queries.papers import get_paper, newest, papers_of

__all__ = ["get_paper", "newest", "papers_of"]
