"""Doubtful scans wait on the server until their reason is given, so that nobody sends 20 MB twice."""

import datetime as dt
import secrets

from django.core import signing
from django.utils import timezone

from awards.domain.papers.paper_facts import CheckedScan
from emulation import shelf

FOLDER = "scans/waiting"
SALT = "awards.scan"
KEPT = dt.timedelta(hours=1)  # how long a form may still name it
IDLE = dt.timedelta(hours=24)  # what nobody came back to is removed after that


def wait(scan: CheckedScan, token: str = "") -> str:
    """Lay it down for one form; returns the token that finds it again. With the `token` it waited under it waits there
    from now on. Other forms that hold the same file have it in places of their own."""
    last = _read(token)
    place = last[0] if last and last[1] == scan.sha256 else secrets.token_hex(16)
    shelf.replace(_file(place), scan.content)
    return signing.dumps([place, scan.sha256, scan.name, scan.pages], salt=SALT)


def found(token: str) -> CheckedScan | None:
    """The scan a token stands for; None for one that is forged, too old, or names what is gone."""
    told = _read(token)
    if told is None:
        return None
    place, sha256, name, pages = told
    content = shelf.get(_file(place))
    return CheckedScan(name, content, sha256, pages) if content else None


def forget(token: str) -> None:
    """What waited under this token was laid down for good, and waits no longer."""
    if told := _read(token):
        shelf.forget(f"{FOLDER}/{told[0]}")


def sweep() -> int:
    """Forget the scans nobody came back to for a day. Returns how many."""
    return shelf.forget_idle(FOLDER, before=timezone.now() - IDLE)


def _read(token: str) -> tuple[str, str, str, int] | None:
    """Place, digest, name and pages that a token of ours names."""
    try:
        place, sha256, name, pages = signing.loads(token, salt=SALT, max_age=KEPT)
    except (signing.BadSignature, ValueError):
        return None
    return place, sha256, name, pages


def _file(place: str) -> str:
    return f"{FOLDER}/{place}/scan.pdf"
