"""Signs that no paper can show: taken out where text comes in, so that what is stored is what can be read and printed.

Word files, Excel files and PDFs hold no control characters; invisible signs and those that turn the direction of
writing make a line read otherwise than it is stored. None of them is typed: they come with what is pasted.
"""

import re
import unicodedata
from typing import Any

from django import forms
from django.http import QueryDict

# What ends a line, as `str.splitlines` has it: Word's own line break is a vertical tab.
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_BULLETS = str.maketrans(dict.fromkeys("\uf0a7\uf0b7\uf0d8", "•"))  # of Word's symbol fonts, lists pasted from it
_GONE = {"Cc", "Cf", "Cs", "Co"}  # control, format (direction, zero width), half a sign, private use
# Seen as nothing though they count as marks or letters: joiner, Hangul and Khmer fillers, variation selectors.
_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\ufe00-\ufe0f\U000e0000-\U000e0fff]")
_PLAIN = re.compile("[\n\t -~\u00a0-\u00ac\u00ae-\u02ff\u0300-\u034e\u1ea0-\u1ef9\u2010-\u2027]*")  # nothing to do


def clean(text: str) -> str:
    """The text in composed letters with LF as its only line end, and without signs that nobody can see."""
    text = unicodedata.normalize("NFC", text)
    if _PLAIN.fullmatch(text):
        return text
    text = _UNSEEN.sub("", _LINE_ENDS.sub("\n", text)).translate(_BULLETS)
    return "".join(sign for sign in text if sign in "\n\t" or not _is_gone(sign))


def _is_gone(sign: str) -> bool:
    code = ord(sign)
    is_no_sign = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF  # never assigned; no XML holds the last of them
    return is_no_sign or unicodedata.category(sign) in _GONE


def clean_all(data: Any) -> Any:
    """The same of every text in lists and tables (also of their keys); other values as they are."""
    match data:
        case str():
            return clean(data)
        case dict():
            return {clean_all(key): clean_all(item) for key, item in data.items()}
        case list() | tuple():
            return [clean_all(item) for item in data]
    return data


def clean_fields(fields: QueryDict) -> QueryDict:
    """What a form or an address sent, cleaned; passwords are whatever they are."""
    found = fields.copy()
    for name, values in fields.lists():
        if "password" not in name:
            found.setlist(name, [clean(value) for value in values])
    found._mutable = False
    return found


class LineField(forms.CharField):
    """Text on a single line: a line break pasted into it is a blank, blanks in a row are one."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return " ".join(text.split()) if isinstance(text, str) else text
