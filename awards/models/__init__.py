from awards.models.history import Grant
from awards.models.papers import Paper

__all__ = ["Grant", "Paper"]
