"""`python -m emulation.probe URL`: exit 0 when it answers 200. The image has no curl, and needs none."""

import sys
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit


def status(url: str, *, seconds: float = 5) -> int | None:
    """The HTTP status, or None when nobody answers in time."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "", parts.port or 80, timeout=seconds)
    try:
        connection.request("GET", parts.path or "/")
        return connection.getresponse().status
    except (OSError, HTTPException):
        return None
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(0 if status(sys.argv[1]) == 200 else 1)
