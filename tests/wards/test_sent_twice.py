"""A form sent twice, one sending after the other or all at once: what it says is laid down once."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests import papers
from tests.wards.library import TYPED, add, as_
from tests.wards.races import together
from tests.wards.sending import send
from wards.models import Citation, Entry, Evidence, EvidenceFile, Officer, Upload, Ward

Line = Callable[[str], Entry]


def new_url(entry: Entry) -> str:
    return reverse("wards:evidence_new", args=[entry.pk])


def lay(client: Client, entry: Entry, **typed: object) -> HttpResponse:
    return client.post(new_url(entry), {**TYPED, **typed})


def a_file(pages: int = 1) -> SimpleUploadedFile:
    return SimpleUploadedFile("mot.pdf", papers.pdf(pages), "application/pdf")


@pytest.mark.django_db
def test_document_of_a_form_sent_again_is_led_to(official: Officer, entry: Line) -> None:
    client, line = as_(official), entry("5.2")
    sent = send(client, "mot.pdf", papers.pdf(3))

    answers = [lay(client, line, pages="2", uploads=[sent]) for _ in range(2)]

    assert [(one.status_code, one["Location"]) for one in answers] == [(303, answers[0]["Location"])] * 2
    assert (Evidence.objects.count(), EvidenceFile.objects.count(), Upload.objects.count()) == (1, 1, 0)


@pytest.mark.django_db
def test_file_that_another_document_took_is_not_taken_again(official: Officer, entry: Line) -> None:
    client, line = as_(official), entry("5.2")
    sent = send(client, "mot.pdf", papers.pdf())
    lay(client, line, uploads=[sent])

    answer = lay(client, line, uploads=[sent], abstract="Một tài liệu khác")

    assert answer.status_code == 422
    assert "không còn" in answer.content.decode()
    assert Evidence.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("more", "count"), [({}, 1), ({"number": "99/QĐ-UBND"}, 2), ({"files": [a_file(2)]}, 2)])
def test_plain_form_sent_again_lays_nothing_down_but_another_one_does(
    official: Officer, entry: Line, more: dict[str, object], count: int
) -> None:
    client, line = as_(official), entry("5.2")
    lay(client, line, files=[a_file()])

    assert lay(client, line, **{"files": [a_file()], **more}).status_code == 303
    assert (Evidence.objects.count(), Citation.objects.count()) == (count, count)


@pytest.mark.django_db
def test_plain_form_is_taken_again_after_a_while(official: Officer, entry: Line) -> None:
    client, line = as_(official), entry("5.2")
    lay(client, line)
    Evidence.objects.update(created_at="2019-12-01T00:00:00Z")

    lay(client, line)

    assert Evidence.objects.count() == 2


@pytest.mark.django_db
def test_files_of_a_form_sent_again_are_in_the_document_once(official: Officer, ward: Ward) -> None:
    client, evidence = as_(official), add(ward, official, "Báo cáo")
    sent = send(client, "mot.pdf", papers.pdf())
    url = reverse("wards:evidence_upload", args=[evidence.pk])

    answers = [client.post(url, {"uploads": [sent]}) for _ in range(2)]

    assert [one.status_code for one in answers] == [303, 303]
    assert evidence.files.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("by_pieces", [True, False])
def test_revision_sent_again_is_the_same_version(official: Officer, ward: Ward, by_pieces: bool) -> None:
    client, old = as_(official), add(ward, official, "Báo cáo")
    url = reverse("wards:evidence_revise", args=[old.pk])
    sent = send(client, "mot.pdf", papers.pdf())

    answers = [
        client.post(url, {**TYPED, **({"uploads": [sent]} if by_pieces else {"files": [a_file()]})}) for _ in range(2)
    ]

    newest = Evidence.objects.get(revises=old)
    assert [one["Location"] for one in answers] == [reverse("wards:evidence_detail", args=[newest.pk])] * 2
    assert newest.files.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("by_pieces", [True, False])
def test_forms_sent_at_once_lay_one_document_down(official: Officer, entry: Line, by_pieces: bool) -> None:
    line = entry("5.2")
    sent = send(as_(official), "mot.pdf", papers.pdf())
    clients = [as_(official) for _ in range(4)]
    connection.close()

    def post(client: Client) -> HttpResponse:
        return lay(client, line, uploads=[sent]) if by_pieces else lay(client, line, files=[a_file()])

    answers = together(*(lambda client=client: post(client) for client in clients))

    assert [getattr(answer, "status_code", answer) for answer in answers] == [303] * 4
    assert (Evidence.objects.count(), Citation.objects.count()) == (1, 1)
