"""The pages on which an office replaces a set, for tests: a draft, the head of the office, what a form sends."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.wards.set_drafts import begun
from wards.models import CriteriaSet, Draft, Officer


@pytest.fixture
def draft(model_ward_set: CriteriaSet, head: Officer) -> Draft:
    return begun(model_ward_set, head)


@pytest.fixture
def as_head(client: Client, head: Officer) -> Client:
    client.force_login(head)
    return client


def url(name: str, draft: Draft, *more: str) -> str:
    return reverse(f"wards:{name}", args=[draft.criteria_set.code, *more])


def now(draft: Draft) -> Draft:
    return Draft.objects.select_related("criteria_set__supersedes").get(pk=draft.pk)


def send(client: Client, draft: Draft, content: bytes, name: str):
    return client.post(url("draft_upload", draft), {"file": SimpleUploadedFile(name, content)})


def typed(page: Any) -> dict[str, Any]:
    """What the form of a page sends when nothing is changed."""
    form = page.context["form"]
    values = {bound.html_name: bound.value() for bound in form}
    shown = {name: form.fields[name].prepare_value(value) for name, value in values.items()}
    return {name: value for name, value in shown.items() if value not in (None, False, "")}


def text(page: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())
