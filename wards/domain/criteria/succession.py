"""What became of each point of the law when one criteria set replaced another."""

from dataclasses import dataclass, field

from wards.models import CriteriaSet


@dataclass
class Comparison:
    """One point before and after, with the words that changed and what was moved from or to it."""

    number: str
    before: str = ""
    after: str = ""
    old_words: list[str] = field(default_factory=list)
    new_words: list[str] = field(default_factory=list)
    moved_away: list[dict[str, str]] = field(default_factory=list)
    moved_here: list[dict[str, str]] = field(default_factory=list)


def compare(criteria_set: CriteriaSet) -> list[Comparison]:
    """The set beside the one it replaces, point by point in the order of the law; last what concerns no single point.

    Prefetch the criteria of both. The loader has proved that every point named in `succession` exists.
    """
    if criteria_set.supersedes is None:
        return []
    rows: dict[str, Comparison] = {}
    for criterion in criteria_set.supersedes.criteria.all():
        rows[criterion.number] = Comparison(criterion.number, before=criterion.text or criterion.short)
    for criterion in criteria_set.criteria.all():
        rows.setdefault(criterion.number, Comparison(criterion.number)).after = criterion.text or criterion.short
    changes = criteria_set.succession
    for move in changes.get("moved", []):
        rows[move["from"]].old_words.append(move["words"])
        rows[move["from"]].moved_away.append(move)
        rows[move["to"]].moved_here.append(move)
    for item in changes.get("added", []):
        rows[item["at"]].new_words.append(item["words"])
    for item in changes.get("dropped", []):
        rows[item["at"]].old_words.append(item["words"])
    for change in changes.get("changed", []):
        row = rows.setdefault(change["at"], Comparison(change["at"], before=change["was"], after=change["now"]))
        row.old_words.append(change["was"])
        row.new_words.append(change["now"])
    return list(rows.values())
