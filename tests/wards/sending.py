"""Files sent in pieces, as a browser sends them (tus 1.0.0), and what is then on the disk; for tests."""

import base64
from pathlib import Path

from django.conf import settings
from django.test import Client
from django.urls import reverse

SPOKEN = {"Tus-Resumable": "1.0.0"}


def kept() -> list[str]:
    """Every file that lies in the storage."""
    root = Path(settings.MEDIA_ROOT)
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def coded(**about: str) -> str:
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in about.items())


def announce(client: Client, name: str, size: int | str, **about: str):
    headers = {**SPOKEN, "Upload-Length": str(size), "Upload-Metadata": coded(filename=name, **about)}
    return client.post(reverse("wards:uploads"), headers=headers)


def append(client: Client, url: str, offset: int, piece: bytes, **more: str):
    headers = {**SPOKEN, "Upload-Offset": str(offset), **more}
    return client.patch(url, piece, content_type="application/offset+octet-stream", headers=headers)


def send(client: Client, name: str, content: bytes, *, step: int = 1000) -> str:
    """The id of a file sent in pieces of `step` bytes."""
    url = announce(client, name, len(content))["Location"]
    for at in range(0, len(content), step):
        assert append(client, url, at, content[at : at + step]).status_code == 204
    return url.rstrip("/").rpartition("/")[2]
