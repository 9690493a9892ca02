"""What htmx gets where a browser would get a page, a redirect or a message."""

import json

import pytest
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.test import Client, override_settings
from django.urls import include, path

from emulation import htmx
from emulation.middleware import client_address
from emulation.urls import urlpatterns as doors


def toasted(request: HttpRequest) -> HttpResponse:
    messages.success(request, "Đã lưu")
    return HttpResponse("row")


def to_login(request: HttpRequest) -> HttpResponse:
    return redirect("/dang-nhap/?next=/toasted")


def elsewhere(request: HttpRequest) -> HttpResponse:
    return htmx.go(request, "/elsewhere")


def finished(request: HttpRequest) -> HttpResponse:
    return htmx.stop_polling(HttpResponse("done"))


def wants(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(htmx.wants_part(request)))


urlpatterns = [
    path("toasted", toasted),
    path("to-login", to_login),
    path("go", elsewhere),
    path("finished", finished),
    path("wants", wants),
    path("", include(doors)),
]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
HX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/ban-tu-danh-gia/7/?x=1"}


def test_messages_travel_as_a_client_event(client: Client) -> None:
    response = client.get("/toasted", headers=HX)

    assert json.loads(response["HX-Trigger"]) == {"toasts": {"toasts": [{"level": "success", "text": "Đã lưu"}]}}


def test_messages_stay_for_the_page_without_htmx(client: Client) -> None:
    assert "HX-Trigger" not in client.get("/toasted")


def test_expired_login_replaces_the_page_and_comes_back_to_it(client: Client) -> None:
    response = client.get("/to-login", headers=HX)

    assert response.status_code == 200
    assert response["HX-Redirect"] == "/dang-nhap/?next=%2Fban-tu-danh-gia%2F7%2F%3Fx%3D1"


def test_go_redirects_both(client: Client) -> None:
    assert client.get("/go", headers=HX)["HX-Redirect"] == "/elsewhere"
    plain = client.get("/go")
    assert (plain.status_code, plain["Location"]) == (303, "/elsewhere")


def test_stop_polling_answers_286(client: Client) -> None:
    assert client.get("/finished", headers=HX).status_code == 286


@pytest.mark.parametrize(
    ("extra", "answer"),
    [({}, b"True"), ({"HX-Boosted": "true"}, b"False"), ({"HX-History-Restore-Request": "true"}, b"False")],
)
def test_part_is_wanted_only_by_htmx_itself(client: Client, extra: dict[str, str], answer: bytes) -> None:
    assert client.get("/wants", headers=HX | extra).content == answer
    assert client.get("/wants").content == b"False"


def test_language_is_vietnamese_until_chosen(client: Client) -> None:
    assert client.get("/wants", headers={"Accept-Language": "en"})["Content-Language"] == "vi"

    client.post("/ngon-ngu/setlang/", {"language": "en", "next": "/wants"})

    assert client.get("/wants")["Content-Language"] == "en"


def test_policy_allows_nothing_inline(client: Client) -> None:
    policy = client.get("/wants")["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("address", ["/wants?q=%00", "/wants%00", "/?x=a%00b"])
def test_address_with_nul_leads_nowhere(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("page", ["/dang-nhap/", "/quan-tri/login/"])
def test_name_longer_than_any_account_is_an_ordinary_mistake(client: Client, page: str) -> None:
    assert client.post(page, {"username": "x" * 5000, "password": "y"}).status_code == 200


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [(0, "6.6.6.6", "10.0.0.1"), (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"), (2, "1.2.3.4", "10.0.0.1"), (1, "", "10.0.0.1")],
)
def test_client_address_believes_our_own_proxies_only(proxies: int, forwarded: str, address: str) -> None:
    request = HttpRequest()
    request.META = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": forwarded}

    with override_settings(TRUSTED_PROXIES=proxies):
        assert client_address(request) == address
