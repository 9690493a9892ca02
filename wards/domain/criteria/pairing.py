"""Which item of an old set is which of a new one: by its words where they moved, else by its number."""

from collections.abc import Mapping
from difflib import SequenceMatcher

ALIKE = 0.5  # of the words, in their order, stand in both


def pairs(old: Mapping[str, str], new: Mapping[str, str]) -> dict[str, str]:
    """Old number by new number; each item is told as its number and its words. What is new stands in it nowhere.

    Same number and words are the same item. Words that stand under another number have moved there, even where that
    number was taken before. What then keeps its number has other words.
    """
    found = {number: number for number, words in new.items() if old.get(number) == words}
    left = {number: words for number, words in old.items() if number not in found}
    for number, words in new.items():
        source = next((before for before, said in left.items() if said == words), None)
        if number not in found and source is not None:
            found[number] = source
            del left[source]
    return found | {number: number for number in new if number not in found and number in left}


def is_same(old: str, new: str) -> bool:
    """Whether the words of a pair were corrected at most: what keeps its number may ask for another thing."""
    return SequenceMatcher(None, old.lower().split(), new.lower().split()).ratio() >= ALIKE
