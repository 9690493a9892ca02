"""The short code on a paper or a cover, by which anybody can ask whether it is genuine."""

import secrets

# No letters that are read or typed for one another (I, L, O, U) nor the digits they look like (0, 1).
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS, LENGTH = 3, 4


def new_code() -> str:
    """Twelve random letters in three groups: "7KQ2-M8XD-4RTA"; nobody finds another's by trying."""
    return "-".join("".join(secrets.choice(LETTERS) for _letter in range(LENGTH)) for _group in range(GROUPS))


def read_code(text: str) -> str:
    """The code in what was typed or scanned, in its one form; empty when it cannot be one."""
    bare = "".join(letter for letter in text.upper() if letter.isalnum())
    if len(bare) != GROUPS * LENGTH or not set(bare) <= set(LETTERS):
        return ""
    return "-".join(bare[start : start + LENGTH] for start in range(0, len(bare), LENGTH))
