"""What a report says of one figure beneath its table, in one paragraph."""

import re

from awards.domain.facts import Line

_FULL_STOP = re.compile(r"(?<!v\.v)(?<!\.)\.$")  # but not the end of "v.v." or "..."


def note(line: Line) -> str:
    """All that was said, with the exhibits before the full stop: "Theo Quyết định số 15 (MC 5.2-01)."."""
    reason = f"Không có số liệu. Lý do: {line.no_data_reason}" if line.no_data_reason else ""
    said = " ".join(_ended(part.strip()) for part in (line.explanation, reason) if part.strip())
    if not line.exhibits:
        return said
    exhibits = ", ".join(line.exhibits)
    return f"{_FULL_STOP.sub('', said)} ({exhibits})." if said else f"Minh chứng {exhibits}."


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?", "…")) else f"{sentence}."
