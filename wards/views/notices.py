"""Thông báo: what a person was told, how they want to be told, the e-mails they got."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Case, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from emulation import typed
from wards.domain.notifying import digests, notices
from wards.domain.notifying.deadlines import SOON
from wards.domain.notifying.notice_words import due_of, sentence
from wards.forms.notices import ChoicesForm
from wards.models import Notice, NoticeKind
from wards.requests import OfficerRequest
from wards.rules import WRITING

PER_PAGE = 30
LOUD = frozenset({NoticeKind.OVERDUE, NoticeKind.TO_COMPLETE, NoticeKind.DEADLINE, NoticeKind.GIVEN_BACK})


@login_required
def notice_list(request: OfficerRequest) -> HttpResponse:
    """Unread ones first, the newest on top; posting marks them all as read."""
    if request.method == "POST":
        count = notices.mark_read(officer=request.user)
        told = ngettext("%(n)d notice was marked as read.", "%(n)d notices were marked as read.", count)
        messages.success(request, told % {"n": count})
        return redirect("wards:notice_list")
    found = notices.shown_to(request.user).select_related("assessment__ward__office", "assessment__period")
    ordered = found.order_by(Case(When(read_at=None, then=0), default=1), "-id")
    page = Paginator(ordered, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page, "rows": [_row(notice) for notice in page], "unread_now": notices.unread_count(request.user),
        "kinds": notices.kinds_for(request.user),
    }  # fmt: skip
    return render(request, "wards/notices.html", context)


def _row(notice: Notice) -> dict[str, object]:
    """A notice in words; a deadline that still holds also says how many days are left."""
    due, now = due_of(notice), timezone.now()
    waits = due is not None and notice.assessment.state in WRITING and notice.assessment.deadline == due
    colour = "" if due is None else "bad" if now > due else "warn" if due - now < SOON else "none"
    return {
        "notice": notice, "sentence": sentence(notice), "due": due if waits else None, "colour": colour,
        "is_loud": notice.kind in LOUD and notice.read_at is None,
    }  # fmt: skip


@login_required
def notice_open(request: OfficerRequest, pk: int) -> HttpResponse:
    """To where the notice leads; it is read by that. By POST it is only marked as read."""
    notice = get_object_or_404(notices.known_to(request.user), pk=pk)
    notices.mark_read(officer=request.user, notice=notice)
    return redirect("wards:notice_list") if request.method == "POST" else redirect(notice.path)


@typed.kept_through_login
def notice_choices(request: OfficerRequest) -> HttpResponse:
    """Tùy chọn thông báo: for each kind on the page, by e-mail, or not at all; and the address."""
    officer, kinds = request.user, notices.kinds_for(request.user)
    if request.method == "POST":
        form = ChoicesForm(kinds, request.POST)
        if form.is_valid():
            notices.choose(officer=officer, email=form.cleaned_data["email"], choices=form.choices())
            messages.success(request, _saved(officer.email))
            return redirect("wards:notice_choices")
        return render(request, "wards/notice_choices.html", {"form": form, "has_errors": True}, status=422)
    choices = {choice.kind: choice for choice in officer.notice_choices.all()}
    form = ChoicesForm(kinds, typed.fields(request), email=officer.email, choices=choices)
    return render(request, "wards/notice_choices.html", {"form": form})


def _saved(email: str) -> str:
    if not email:
        return _("Saved. Without an address you get no e-mail; notices stand on this page only.")
    return _("Saved. E-mails go to %(email)s.") % {"email": email}


@login_required
@require_safe
def mailings(request: OfficerRequest) -> HttpResponse:
    """Thư đã gửi: the daily e-mails as they were written to this person."""
    page = Paginator(digests.sent_to(request.user), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "wards/mailings.html", {"page_obj": page})
