"""Strange signs typed or pasted into any field of any form: none of them is kept, and what is kept can be written."""

from urllib.parse import quote

import pytest
from django.db import connection, transaction
from django.test import Client

from tests.flows import fuzz
from tests.flows.test_access import Scene, scene
from tests.flows.test_fuzz import addresses
from wards.domain.appraisal import review
from wards.models import Assessment, Officer

__all__ = ["scene"]
pytestmark = pytest.mark.slow

STRANGE = "\x01\x08\x0b\x0c\x1b\x7f\x85\u00ad\u200b\u200d\u200e\u2028\u2029\u202a\u202e\u2066\u2069\ufeff\ufffe"
MARK = "Chữ gõ số 7781"
TYPED = f"{STRANGE[:9]}{MARK}\u202e dòng\x0bhai\u200b{STRANGE[9:]}"
# What one may write into, at the least: where a form of one of these keeps nothing of it, the test tests nothing there.
KEEPING = {
    "awards:issue_cancel", "awards:paper_texts", "wards:draft_head", "wards:entry_save", "wards:evidence_detail",
    "wards:judge", "wards:remark", "wards:usual_reasons",
}  # fmt: skip


def found_in_tables() -> tuple[set[str], bool]:
    """Tables with a row in which a strange sign stands, also as JSON writes it; whether what was typed is anywhere."""
    names = [name for name in connection.introspection.table_names() if name.startswith(("wards_", "awards_"))]
    strange = f"[{STRANGE}]|{'|'.join(f'{chr(92) * 2}u{ord(sign):04x}' for sign in STRANGE)}"
    one = "SELECT '{0}', r::text ~* %s, r::text LIKE %s FROM {0} AS r WHERE r::text ~* %s OR r::text LIKE %s"
    asked = [strange, f"%{MARK}%"] * 2 * len(names)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(one.format(name) for name in names), asked)
        rows = cursor.fetchall()
    return {name for name, is_strange, _is_typed in rows if is_strange}, any(is_typed for *_rest, is_typed in rows)


def send(client: Client, form: fuzz.Form, field: str) -> tuple[int, set[str], bool]:
    """The answer to the form with this in one field, and what was found then; undone at once."""
    values = form.fields | {field: [TYPED]}
    body = "&".join(f"{quote(name)}={quote(one)}" for name, given in values.items() for one in given)
    before = transaction.savepoint()
    answer = client.post(form.url, body, "application/x-www-form-urlencoded")
    found, is_kept = found_in_tables() if answer.status_code < 400 else (set(), False)
    transaction.savepoint_rollback(before)
    return answer.status_code, found, is_kept


def test_no_form_keeps_a_strange_sign(
    scene: Scene, assessment: Assessment, leader: Officer, reviewer: Officer, request: pytest.FixtureRequest
) -> None:
    met: set[object] = set()
    faults: dict[str, object] = {}
    kept: set[str] = set()

    def go(person: str) -> None:
        client = Client()
        client.force_login(request.getfixturevalue(person))
        for url in (url for places in addresses(scene).values() for url in places):
            page = client.get(url)
            is_page = page.status_code == 200 and page["Content-Type"].startswith("text/html")
            content = b"".join(page) if page.streaming else page.content  # files are closed when they were read
            for form in fuzz.forms_of(content, url) if is_page else ():
                if form.kind in met or not form.written or form.view == "logout":
                    continue
                met.add(form.kind)
                for field in sorted(form.written):
                    status, found, is_kept = send(client, form, field)
                    kept.update({form.view} if is_kept else ())
                    if found or status >= 500:
                        faults[f"{person} {form.url} {field}"] = (status, found)

    for person in ("official", "leader", "reviewer"):
        go(person)
    assessment.refresh_from_db()
    review.hand_in(assessment=assessment, by=leader)
    review.start_review(assessment=assessment, by=reviewer)
    go("head")
    assert faults == {}
    assert kept >= KEEPING
