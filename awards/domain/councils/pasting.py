"""A list of members as it stands in a decision, pasted as text: one a line, name, position, role in the council."""

import re

from awards.domain.councils.membership import Seat
from awards.models import Member
from emulation.text import search_key

NUMBERED = re.compile(r"^\s*(?:\d{1,3}\s*[.):/\t-]?|[-+*•])\s*")
ADDRESSED = re.compile(r"^(?:ông|bà|đồng chí|đ/c)\b[\s.:]*", re.IGNORECASE)
COUNCIL = r"(?: (?:cua )?(?:hoi dong|hd)(?: .*)?)"
# Of the folded last part of a line. "Chủ tịch UBND phường" is a position, "Chủ tịch Hội đồng" a role.
ROLES = (
    (re.compile(rf"chu tich{COUNCIL}"), Member.Role.CHAIR),
    (re.compile(rf"pho chu tich(?: thuong truc)?{COUNCIL}"), Member.Role.DEPUTY),
    (re.compile(rf"(?:uy vien )?(?:kiem )?thu ky{COUNCIL}?"), Member.Role.SECRETARY),
    (re.compile(rf"(?:uy vien|thanh vien)(?: thuong truc)?{COUNCIL}?"), Member.Role.MEMBER),
)
# With a position before them, these alone are roles, too: "Nguyễn Văn A, Chủ tịch UBND phường, Chủ tịch".
BARE = {"chu tich": Member.Role.CHAIR, "pho chu tich": Member.Role.DEPUTY}


def read_members(text: str) -> list[Seat]:
    """The seats in some lines; what a line does not say stays blank, to be filled in by the person."""
    return [_seat(line) for line in text.splitlines() if any(letter.isalpha() for letter in line)]


def _seat(line: str) -> Seat:
    parts = _parts(ADDRESSED.sub("", NUMBERED.sub("", line, count=1)))
    role: str | None = BARE.get(search_key(parts[-1])) if len(parts) > 2 else None
    if role:
        parts.pop()
    while len(parts) > 1 and (named := _role(parts[-1])):
        role = role or named
        parts.pop()
    return Seat(full_name=parts[0], job=", ".join(parts[1:]), role=role or Member.Role.MEMBER)


def _parts(line: str) -> list[str]:
    """By tabs or semicolons where there are any, else by commas, else by dashes between blanks."""
    for mark in (r"\t|;", r",", r"\s[-–]\s"):
        parts = [part for found in re.split(mark, line) if (part := found.strip(" .,;:-–"))]
        if len(parts) > 1:
            return parts
    return [line.strip()]


def _role(part: str) -> str | None:
    folded = " ".join(re.sub(r"[-–,]", " ", search_key(part)).split())
    return next((role for pattern, role in ROLES if pattern.fullmatch(folded)), None)
