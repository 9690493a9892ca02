"""What stands around every request: headers also on refusals, private pages, bodies that are too large."""

import io

import pytest
from django.conf import LazySettings
from django.core.handlers.wsgi import WSGIRequest
from django.http import UnreadablePostError
from django.test import Client, RequestFactory
from django.urls import reverse

from emulation.wsgi import application
from tests import factories
from wards.models import Officer

pytestmark = pytest.mark.django_db
HEADERS = {"Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy"}
FORM = "multipart/form-data; boundary=x"
MB = 1024 * 1024


class Untouchable(io.RawIOBase):
    """A body nobody may read."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        raise AssertionError("the body was read")


@pytest.fixture
def someone() -> Officer:
    return factories.OfficerFactory()


def sent(client: Client, length: int | None, *, kind: str = FORM, **more: object):
    """A POST whose body, announced with `length` bytes, is never to be read."""
    told = {"CONTENT_LENGTH": "" if length is None else str(length), "wsgi.input": Untouchable(), "CONTENT_TYPE": kind}
    return client.request(REQUEST_METHOD="POST", PATH_INFO="/dang-nhap/", **told, **more)


# Headers -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("https", [False, True])
def test_refused_host_carries_the_security_headers(settings: LazySettings, client: Client, https: bool) -> None:
    settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = ["thidua.example.vn"], https

    response = client.get("/dang-nhap/", headers={"host": "evil.example"})

    assert response.status_code == 400
    assert set(response.headers) >= HEADERS


@pytest.mark.parametrize("charset", ["utf-7x", "hex", "rot13", "utf-16", "é"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_charset_other_than_utf8_is_a_bad_request(rf: RequestFactory, method: str, charset: str) -> None:
    """Through what the web server runs: the test client would make the request another way."""
    made = rf.generic(method, "/dang-nhap/?x=%e1", b"a=b")
    answer: dict[str, str] = {}

    def start(status: str, headers: list[tuple[str, str]]) -> None:
        answer.update(headers, status=status)

    application({**made.environ, "CONTENT_TYPE": f"text/html; charset={charset}"}, start).close()

    assert answer["status"].startswith("400 ")
    assert set(answer) >= HEADERS


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", "utf8"])
def test_utf8_is_read_under_each_of_its_names(client: Client, charset: str) -> None:
    response = client.generic("GET", "/dang-nhap/", content_type=f"text/plain; charset={charset}")

    assert response.status_code == 200


def test_fault_of_ours_carries_the_security_headers(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.raise_request_exception = False
    monkeypatch.setattr("django.contrib.auth.views.LoginView.dispatch", lambda *_args, **_more: 1 / 0)

    response = client.get("/dang-nhap/")

    assert response.status_code == 500
    assert set(response.headers) >= HEADERS


# Caches ------------------------------------------------------------------------------------------------------------


def test_pages_of_a_person_are_kept_by_no_cache_between(client: Client, someone: Officer) -> None:
    client.force_login(someone)

    for path in ("/", "/doi-mat-khau/", "/khong-co/"):
        told = client.get(path)["Cache-Control"]
        assert "private" in told, path
        assert "no-cache" in told, path


def test_static_files_keep_their_own_cache_rule(client: Client, someone: Officer) -> None:
    client.force_login(someone)

    response = client.get("/static/css/site.css")

    b"".join(response.streaming_content)
    response.close()
    assert "private" not in response["Cache-Control"]


# Bodies ------------------------------------------------------------------------------------------------------------


def test_body_above_the_limit_is_refused_unread(settings: LazySettings, client: Client, someone: Officer) -> None:
    settings.REQUEST_MAX_BYTES = 61 * MB
    client.force_login(someone)

    page = sent(client, 61 * MB + 1)
    part = sent(client, 61 * MB + 1, HTTP_HX_REQUEST="true")

    assert page.status_code == part.status_code == 413
    said = "Dữ liệu gửi lên vượt quá 61 MB trong một lần; mỗi tệp tối đa 20 MB. Chưa có gì được lưu."
    assert f"<p>{said}</p>" in page.content.decode()
    assert part.content.decode() == said
    assert part["Content-Type"].startswith("text/plain")


def test_anonymous_upload_is_sent_to_the_login_unread(client: Client) -> None:
    response = sent(client, MB + 1)

    assert response.status_code == 302
    assert response["Location"].startswith("/dang-nhap/?next=")
    with pytest.raises(AssertionError, match="was read"):  # up to there it is
        sent(client, MB)


def test_body_without_a_length_is_refused(client: Client, someone: Officer) -> None:
    client.force_login(someone)

    assert sent(client, None, HTTP_TRANSFER_ENCODING="chunked").status_code == 411


def cut_off(rf: RequestFactory, kind: str, body: bytes, missing: int) -> WSGIRequest:
    """The web server hands on what came until the line broke, as if that were all."""
    made = rf.generic("POST", "/dang-nhap/", body, kind)
    told = {"CONTENT_LENGTH": str(len(body) + missing), "wsgi.input": io.BytesIO(body)}
    return application.request_class({**made.environ, **told})


@pytest.mark.parametrize(("missing", "status"), [(9, 400), (0, 200)])
def test_form_with_files_that_broke_off_reaches_no_view(
    client: Client, someone: Officer, missing: int, status: int
) -> None:
    client.force_login(someone)
    form = b'--x\r\nContent-Disposition: form-data; name="q"\r\n\r\nhalf of it\r\n--x--\r\n'
    made = client._base_environ(**{"REQUEST_METHOD": "POST", "PATH_INFO": reverse("password_change")})
    sizes = {"CONTENT_TYPE": FORM, "CONTENT_LENGTH": str(len(form) + missing), "wsgi.input": io.BytesIO(form)}
    request = application.request_class({**made, **sizes})
    request._dont_enforce_csrf_checks = True

    assert application.get_response(request).status_code == status


@pytest.mark.parametrize(("missing", "status"), [(9, 400), (0, 200)])
def test_form_that_broke_off_is_no_shorter_form(rf: RequestFactory, missing: int, status: int) -> None:
    request = cut_off(rf, "application/x-www-form-urlencoded", b"username=someone&password=ha", missing)
    request._dont_enforce_csrf_checks = True

    answer = application.get_response(request)

    assert answer.status_code == status
    assert request.POST.get("password") == (None if missing else "ha")


def test_file_that_broke_off_is_no_shorter_file(rf: RequestFactory) -> None:
    half = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\nhalf of it'
    request = cut_off(rf, FORM, half, 40_000)

    with pytest.raises(UnreadablePostError):
        _files = request.FILES
    assert (len(request.FILES), len(request.POST)) == (0, 0)
