"""Doubtful scans wait on the server until their reason is given, so that nobody sends 20 MB twice."""

import datetime as dt

from django.core import signing
from django.utils import timezone

from awards.domain.papers.paper_facts import CheckedScan
from emulation import shelf

FOLDER = "scans/waiting"
SALT = "awards.scan"
KEPT = dt.timedelta(hours=1)  # how long a form may still name it
IDLE = dt.timedelta(hours=24)  # what nobody came back to is removed after that


def wait(scan: CheckedScan) -> str:
    """Lay it down; returns the token that finds it again. Laid down anew, it waits from now on."""
    shelf.replace(_place(scan.sha256), scan.content)
    return signing.dumps([scan.sha256, scan.name, scan.pages], salt=SALT)


def found(token: str) -> CheckedScan | None:
    """The scan a token stands for; None for one that is forged, too old, or names what is gone."""
    try:
        sha256, name, pages = signing.loads(token, salt=SALT, max_age=KEPT)
    except signing.BadSignature:
        return None
    content = shelf.get(_place(sha256))
    return CheckedScan(name, content, sha256, pages) if content else None


def forget(scan: CheckedScan) -> None:
    """It was laid down for its paper, and waits no longer."""
    shelf.forget(f"{FOLDER}/{scan.sha256}")


def sweep() -> int:
    """Forget the scans nobody came back to for a day. Returns how many."""
    return shelf.forget_idle(FOLDER, before=timezone.now() - IDLE)


def _place(sha256: str) -> str:
    return f"{FOLDER}/{sha256}/scan.pdf"
