"""A draft changed in the browser: the set itself, a criterion, an indicator, one page each."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from emulation import typed
from wards.domain.criteria import drafts
from wards.domain.criteria.set_parts import NEW, Part, fingerprint, part_of
from wards.forms.criteria import CriterionForm, HeadForm, IndicatorForm, PartForm
from wards.models import CriteriaSet, Draft
from wards.queries.criteria import get_own_draft
from wards.requests import OfficerRequest


@dataclass(frozen=True)
class Page:
    """One page of a draft's form: which part, with which form, under which heading."""

    part: Part
    form: type[PartForm]
    heading: str
    template: str = "wards/draft_part.html"

    @property
    def is_new(self) -> bool:
        return NEW in (self.part.criterion, self.part.indicator)


@typed.kept_through_login
@require_http_methods(["GET", "HEAD", "POST"])
def draft_head(request: OfficerRequest, code: str) -> HttpResponse:
    """The set's name, law, days and points."""
    return _page(request, code, Page(Part(), HeadForm, _("The set itself")))


@typed.kept_through_login
@require_http_methods(["GET", "HEAD", "POST"])
def draft_criterion(request: OfficerRequest, code: str, number: str = NEW) -> HttpResponse:
    """A criterion's name, words and where they come from."""
    heading = _("Criterion %(number)s") % {"number": number} if number else _("New criterion")
    return _page(request, code, Page(Part(number), CriterionForm, heading))


@typed.kept_through_login
@require_http_methods(["GET", "HEAD", "POST"])
def draft_indicator(request: OfficerRequest, code: str, number: str, indicator: str = NEW) -> HttpResponse:
    """An indicator with its range, target, points and levels."""
    heading = _("Indicator %(code)s") % {"code": indicator}
    if not indicator:
        heading = _("New indicator of criterion %(number)s") % {"number": number}
    return _page(request, code, Page(Part(number, indicator), IndicatorForm, heading, "wards/draft_indicator.html"))


def _page(request: OfficerRequest, code: str, page: Page) -> HttpResponse:
    draft = get_own_draft(request.user, code)
    data = drafts.data_of(draft.criteria_set)
    content = part_of(data, page.part)
    if content is None:
        raise Http404
    if request.method == "POST":
        return _save(request, draft, page, content)
    initial = {"seen": fingerprint(data, page.part), **_proposed(data, page)}
    return _show(request, draft, page, _form(draft, page, content, typed.fields(request), initial=initial))


def _proposed(data: dict[str, Any], page: Page) -> dict[str, str]:
    """The next free number of what is added."""
    if page.part.criterion == NEW:
        return {"number": str(len(data["criteria"]) + 1)}
    if page.part.indicator == NEW:
        own = next(one for one in data["criteria"] if one["number"] == page.part.criterion).get("indicators", [])
        return {"code": f"{page.part.criterion}.{len(own) + 1}"}
    return {}


def _form(draft: Draft, page: Page, content: dict[str, Any], data: object, **kwargs: Any) -> PartForm:
    scored = draft.criteria_set.scoring == CriteriaSet.Scoring.POINTS
    return page.form(content, data, scored=scored, **kwargs)


def _save(request: OfficerRequest, draft: Draft, page: Page, content: dict[str, Any]) -> HttpResponse:
    form = _form(draft, page, content, request.POST)
    removes = "remove" in request.POST and not page.is_new and page.part.criterion is not None
    if not removes and not form.is_valid():
        return _show(request, draft, page, form, status=422)
    wanted = None if removes else form.content()
    try:
        drafts.edit(
            draft=draft, part=page.part, content=wanted, seen=request.POST.get("seen", ""), by=request.user
        )  # fmt: skip
    except drafts.Refused as refused:
        form.refuse(refused.faults)
        return _show(request, draft, page, form, status=422)
    except drafts.NotAllowed as refusal:
        return _show(request, draft, page, form, refused=str(refusal), status=409)
    except drafts.ChangedMeanwhile:
        return _show(request, draft, page, _once_more(draft, page, request), refused=_meanwhile(), status=409)
    messages.success(request, _("%(what)s: removed.") % {"what": page.heading} if removes else _("The draft is saved."))
    return redirect(f"{reverse('wards:draft', args=[draft.criteria_set.code])}{_anchor(page, wanted)}")


def _meanwhile() -> str:
    return _("This part was changed meanwhile. What you typed stands below; save it once more in place of theirs.")


def _once_more(draft: Draft, page: Page, request: OfficerRequest) -> PartForm:
    """What was typed, with the mark of what stands there now: pressed again it replaces that."""
    data = drafts.data_of(CriteriaSet.objects.get(pk=draft.criteria_set_id))
    now = part_of(data, page.part)
    if now is None:
        raise Http404
    again = request.POST.copy()
    again["seen"] = fingerprint(data, page.part)
    return _form(draft, page, now, again)


def _anchor(page: Page, content: dict[str, Any] | None) -> str:
    """Where on the draft's page the part stands."""
    number = page.part.criterion if content is None or page.part.indicator is not None else content.get("number")
    return f"#tieu-chi-{number}" if number else ""


def _show(
    request: OfficerRequest, draft: Draft, page: Page, form: PartForm, *, refused: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "draft": draft, "criteria_set": draft.criteria_set, "page": page, "form": form, "refused": refused,
        "has_errors": status >= 400, "may_remove": not page.is_new and page.part.criterion is not None,
    }  # fmt: skip
    return render(request, page.template, context, status=status)
