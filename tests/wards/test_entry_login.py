"""Saving a line without JavaScript, and when the login has run out: nothing typed is lost, nothing foreign is kept."""

import re

from django.conf import settings as project
from django.test import Client
from django.urls import reverse

from tests.wards.library import HTMX, as_, criterion_url, save_url, text


def test_without_javascript_saving_leads_back_to_the_card(as_official, entry):
    line = entry("5.2")

    response = as_official.post(save_url(line), {"met": "7", "of": "8", "version": "0"}, follow=True)

    assert response.redirect_chain == [(f"{criterion_url(line)}#entry-{line.pk}", 302)]
    assert "Đã lưu chỉ tiêu 5.2 lúc" in text(response)


def test_without_javascript_a_refused_figure_is_a_whole_page(as_official, entry):
    line = entry("5.2")

    response = as_official.post(save_url(line), {"met": "9", "of": "8", "version": "0"})

    body = response.content.decode()
    assert response.status_code == 422
    assert "<title>Lỗi:" in body
    assert f'<a href="#entry-{line.pk}-met">5.2: Số đạt (9)' in body
    assert f'id="entry-{line.pk}-met"' in body


def test_figure_typed_before_the_login_ran_out_waits_behind_the_login(entry, official):
    line, client = entry("5.2"), Client()
    typed = {"met": "7", "of": "8", "explanation": "7 tổ", "version": "0", "typed_by": official.pk}

    response = client.post(save_url(line), typed, follow=True)
    assert response.redirect_chain == [(f"{reverse('login')}?next={save_url(line)}", 302)]

    login = {"username": official.username, "password": "thidua-demo", "next": save_url(line)}
    response = client.post(reverse("login"), login, follow=True)

    body = response.content.decode()
    assert response.redirect_chain[-1][0] == f"{criterion_url(line)}#entry-{line.pk}"
    assert "nhưng chưa được lưu" in body
    assert 'name="met" value="7"' in body
    assert "7 tổ</textarea>" in body
    assert not entry("5.2").is_provided

    client.post(save_url(line), {"met": "7", "of": "8", "version": "0"})
    assert entry("5.2").met == 7
    assert "nhưng chưa được lưu" not in client.get(criterion_url(line)).content.decode()


def test_figure_typed_before_the_login_ran_out_can_be_dropped(entry, official):
    line, client = entry("5.2"), Client()
    client.post(save_url(line), {"met": "7", "of": "8", "version": "0", "typed_by": official.pk})
    assert "typed" in client.session
    client.force_login(official, backend="django.contrib.auth.backends.ModelBackend")

    client.post(save_url(line), {"keep": "1"})

    assert "nhưng chưa được lưu" not in client.get(criterion_url(line)).content.decode()


def test_expired_login_over_htmx_leads_to_the_login_page(entry):
    response = Client().post(save_url(entry("5.2")), {"met": "7", "of": "8"}, headers=HTMX)

    assert response.headers["HX-Redirect"].startswith(reverse("login"))


def test_page_older_than_the_login_can_be_sent_again(entry, official):
    client = as_(official, enforce_csrf_checks=True)
    posted = {"met": "7", "of": "8", "version": "0", "csrfmiddlewaretoken": "x" * 64}

    response = client.post(save_url(entry("5.2")), posted, headers={"Sec-Fetch-Site": "same-origin"})
    body = response.content.decode()
    assert response.status_code == 403
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', body))
    assert fields["met"] == "7"

    assert client.post(save_url(entry("5.2")), fields).status_code == 302
    assert entry("5.2").met == 7


def test_forged_form_of_another_site_is_not_offered_again(entry, official):
    client = as_(official, enforce_csrf_checks=True)

    response = client.post(
        save_url(entry("5.2")), {"met": "7", "of": "8"}, headers={"Origin": "https://elsewhere.example"}
    )

    assert response.status_code == 403
    assert 'name="met"' not in response.content.decode()


def test_session_cookie_is_not_sent_by_other_sites():
    """What `emulation.typed.csrf_failed` relies on."""
    assert project.SESSION_COOKIE_SAMESITE == "Lax"


def test_expired_page_never_writes_passwords_down(official):
    client = Client(enforce_csrf_checks=True, headers={"Sec-Fetch-Site": "same-origin"})
    client.force_login(official)
    typed = {"old_password": "bimat-1", "new_password1": "bimat-2", "next": "giữ lại"}
    shown = client.post(reverse("password_change"), typed).content.decode()
    assert "giữ lại" in shown
    assert "bimat" not in shown


def test_long_field_names_are_not_kept_for_a_stranger(entry):
    client = Client()
    client.post(reverse("wards:entry_save", args=[entry("2.1").pk]), {"k" * 20_001: "v", "typed_by": "1"})
    assert "typed" not in client.session
