"""The desk as a reviewer uses it, for tests."""

from django.test import Client
from django.urls import reverse

from wards.models import Assessment


def desk_url(assessment: Assessment, code: str = "") -> str:
    line = f"?dong={assessment.entries.get(indicator__code=code).pk}" if code else ""
    return reverse("wards:desk", args=[assessment.pk]) + line


def act(client: Client, assessment: Assessment, code: str, kind: str, *, seen: object = "", **typed: str):
    """Press a button of the desk."""
    entry = assessment.entries.get(indicator__code=code)
    data = {"kind": kind, "seen": seen, "version": entry.version, **typed}
    return client.post(reverse("wards:judge", args=[entry.pk]), data)
