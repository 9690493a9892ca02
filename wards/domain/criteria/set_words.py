"""What a fault says, in the words of forms and sheets: the loader speaks of the keys of its file."""

import re

from wards.domain.criteria.set_sheets import HEAD, OF_CRITERION, OF_INDICATOR, VALUES, WORDINGS

KEYS = {
    column.path.rpartition(".")[2]: column.heading.split(" (")[0]
    for column in (*OF_CRITERION, *OF_INDICATOR, *HEAD)
    if "_" in column.path or column.path in ("min", "max")
}  # only those that are no words of any language
WORDS = {**WORDINGS, **VALUES}  # values that stand in a fault between quotation marks
_KEY = re.compile(rf"\b({'|'.join(sorted(KEYS, key=len, reverse=True))})\b")
_WORD = re.compile(rf"“({'|'.join(WORDS)})”")


def in_words(message: str) -> str:
    """ "effective_from" as "Có hiệu lực từ ngày" and “verbatim” as "Nguyên văn", both in quotation marks."""
    told = _WORD.sub(lambda found: f"“{WORDS[found[1]]}”", message)
    return _KEY.sub(lambda found: f"“{KEYS[found[0]]}”", told)
