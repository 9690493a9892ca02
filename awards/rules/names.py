"""How names of signers stand in papers: without academic titles (Nghị định 30/2020/NĐ-CP)."""

import re
import unicodedata

# As people write them before or after a name, with or without dots; no Vietnamese name is one of these letters alone.
SHORT = frozenset({
    "gs", "pgs", "ts", "tskh", "ths", "bs", "bscki", "bsckii", "bscc", "ks", "kts", "cn", "ds", "dscki", "dsckii", "ls",
    "ngnd", "ngưt", "nsnd", "nsưt", "ttnd", "ttưt", "ahlđ",
})  # fmt: skip
IN_FULL = (
    "phó giáo sư", "giáo sư", "tiến sĩ khoa học", "tiến sĩ", "thạc sĩ", "bác sĩ", "dược sĩ", "viện sĩ", "kỹ sư",
    "kiến trúc sư", "luật sư", "cử nhân", "nhà giáo", "thầy thuốc", "nghệ sĩ",
)  # fmt: skip
_WORD = re.compile(r"[^\s,;()/–-]+")


def academic_title(name: str) -> str:
    """The academic or honorary title that stands with this name, as it was typed; "" for none."""
    name = unicodedata.normalize("NFC", name)
    for word in _WORD.findall(name):
        pieces = word.casefold().split(".")
        if "".join(pieces) in SHORT:
            return str(word.rstrip("."))
        if found := next((piece for piece in pieces if piece in SHORT), ""):
            return str(word[: word.casefold().index(found) + len(found)])
    for title in IN_FULL:
        either = re.escape(title).replace("sĩ", "s[ĩỹ]").replace("kỹ", "k[ĩỹ]").replace(r"\ ", r"\s+")
        if found_in := re.search(rf"(?<!\w){either}(?!\w)", name, re.IGNORECASE):
            return found_in[0]
    return ""
