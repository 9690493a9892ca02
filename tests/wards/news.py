"""Notices in tests: told the short way, and who was told what."""

from django.urls import reverse

from wards.domain.notifying import notices
from wards.models import Assessment, NoticeKind, Officer


def tell(assessment: Assessment, *officers: Officer, key: str = "thing", **more: object) -> int:
    """Something that has happened to an assessment; how many of them were told."""
    return notices.tell(
        officers=officers, kind=NoticeKind.COMPLETED, assessment=assessment, key=key, facts={},
        path=reverse("wards:task_list", args=[assessment.pk]), **more,
    )  # fmt: skip


def told(officer: Officer) -> list[str]:
    """The kinds a person was told of, in order."""
    return list(officer.notices.order_by("pk").values_list("kind", flat=True))
