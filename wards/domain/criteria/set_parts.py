"""The parts of a set's data that a form changes one at a time: the set itself, a criterion, an indicator."""

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from emulation.text import canonical, digest

Data = dict[str, Any]
NEW = ""  # the number of a criterion, or the code of an indicator, that is not there yet


@dataclass(frozen=True)
class Part:
    """A part of a set: nothing named is the set itself, then a criterion, then one of its indicators."""

    criterion: str | None = None
    indicator: str | None = None


def part_of(data: Data, part: Part) -> Data | None:
    """What the data says of a part, without the parts below it; empty for a new one, None for one that is not there."""
    if part.criterion is None:
        return {key: value for key, value in data.items() if key != "criteria"}
    criterion = next((one for one in data["criteria"] if one["number"] == part.criterion), None)
    if part.indicator is None:
        if part.criterion == NEW:
            return {}
        return criterion and {key: value for key, value in criterion.items() if key != "indicators"}
    if criterion is None or part.indicator == NEW:
        return {} if criterion is not None else None
    return next((one for one in criterion.get("indicators", []) if one["code"] == part.indicator), None)


def fingerprint(data: Data, part: Part) -> str:
    """What a page showed of a part: saved is only over what still has it."""
    return digest(canonical(part_of(data, part)))


def put(data: Data, part: Part, content: Data | None) -> str:
    """Write the part into the data; returns its path."""
    if part.criterion is None:
        criteria = data["criteria"]
        data.clear()
        data.update(content or {}, criteria=criteria)
        return ""
    rows, number, key, path = data["criteria"], part.criterion, "number", "criteria"
    if part.indicator is not None:
        place = next(at for at, one in enumerate(rows) if one["number"] == number)
        path, key = f"criteria[{place}].indicators", "code"
        rows, number = rows[place].setdefault("indicators", []), part.indicator
    at = next((at for at, one in enumerate(rows) if one[key] == number and number != NEW), len(rows))
    if content is None:
        del rows[at]
        return path
    if part.indicator is None and at < len(rows) and "indicators" in rows[at]:
        content = {**content, "indicators": _renumbered(rows[at]["indicators"], number, content["number"])}
    rows[at : at + 1] = [deepcopy(content)]
    return f"{path}[{at}]"


def _renumbered(indicators: list[Data], old: str, new: str) -> list[Data]:
    """Indicators carry the number of their criterion: they follow it."""
    return [{**one, "code": new + one["code"].removeprefix(old)} for one in indicators]
