"""What a fault says, in the words of forms and sheets: the loader speaks of the keys of its file."""

import re

from wards.domain.criteria.set_sheets import HEAD, OF_CRITERION, OF_INDICATOR

KEYS = {
    column.path.rpartition(".")[2]: column.heading.split(" (")[0]
    for column in (*OF_CRITERION, *OF_INDICATOR, *HEAD)
    if "_" in column.path or column.path in ("min", "max")
}  # only those that are no words of any language
_KEY = re.compile(rf"\b({'|'.join(sorted(KEYS, key=len, reverse=True))})\b")


def in_words(message: str) -> str:
    """ "effective_from" as "Có hiệu lực từ ngày", in quotation marks."""
    return _KEY.sub(lambda found: f"“{KEYS[found[0]]}”", message)
