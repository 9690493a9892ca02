"""Questions about figures: answered by the ward on its pages, noted upon by the office on its desk."""

from collections.abc import Mapping

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from emulation import typed
from emulation.htmx import part, wants_part
from wards import rules
from wards.domain.appraisal import review
from wards.domain.doubts import plausibility
from wards.domain.doubts.plausibility import Question
from wards.domain.sheet.assessment import NotAllowed
from wards.models import Assessment
from wards.queries.assessments import get_assessment
from wards.requests import OfficerRequest
from wards.views.asked import (
    ALL_MISSING,
    Box,
    Item,
    answered_together,
    for_office,
    for_ward,
    items_of,
    listed,
    read_typed,
)  # fmt: skip

ITEM, CARDS = "wards/parts/question_answer.html", "wards/parts/card_questions_all.html"
CHECK = "check"  # the place of a form that stands on the page to check before handing in


@typed.kept_through_login
@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: OfficerRequest, pk: int) -> HttpResponse:
    """The ward's questions on a page of their own; posted here are answers from all pages that show them."""
    assessment = get_assessment(request.user, pk)
    if not rules.is_ward_officer(request.user, assessment):
        raise PermissionDenied
    boxes = for_ward(request, assessment)
    if request.method == "POST":
        return _save(request, assessment, boxes, is_office=False)
    if wants_part(request):  # a figure was saved: what is asked about the criterion's lines now
        lines = assessment.entries.filter(indicator__criterion__number=request.GET.get("tieu_chi", ""))
        context = {"assessment": assessment, "entries": lines, "asked": boxes}
        return part(request, CARDS, context)
    return _page(request, assessment, boxes, is_office=False)


@typed.kept_through_login
@require_http_methods(["GET", "HEAD", "POST"])
def question_notes(request: OfficerRequest, pk: int) -> HttpResponse:
    """The office's questions about what was handed in, with the ward's answers and its own notes."""
    assessment = get_assessment(request.user, pk)
    if not rules.is_reviewer(request.user, assessment):
        raise PermissionDenied
    boxes = for_office(request, assessment)
    if request.method == "POST":
        return _save(request, assessment, boxes, is_office=True)
    return _page(request, assessment, boxes, is_office=True)


def _save(
    request: OfficerRequest, assessment: Assessment, boxes: Mapping[int, Box], *, is_office: bool
) -> HttpResponse:
    """Keep every answer that was typed, or with htmx the one whose button was pressed."""
    before = review.fingerprint(assessment) if _is_checking(request) else ""
    items, only = items_of(boxes), request.POST.get("only", "") if request.htmx else ""
    read_typed(items, request.POST)
    together = {ALL_MISSING} if answered_together(items, request.POST) else set()
    chosen = [item for item in items if (item.key == only if only else item.typed.strip())]
    saved = sum(_answer(request, item) for item in chosen)
    if only and chosen:
        return _item(request, assessment, chosen[0], boxes[chosen[0].question.entry.pk], before)
    lost = _lost(request, {f"answer-{item.key}" for item in items} | together)
    if lost or not chosen or saved < len(chosen):
        notice = "" if chosen or lost else _("No sentence was typed, so nothing was saved.")
        return _page(request, assessment, boxes, is_office=is_office, lost=lost, notice=notice, status=422)
    told = ngettext("%(n)d answer was saved.", "%(n)d answers were saved.", saved) % {"n": saved}
    messages.success(request, told)
    return redirect(_back(assessment, request.POST.get("place", ""), boxes, is_office=is_office))


def _answer(request: OfficerRequest, item: Item) -> bool:
    """Keep one answer; what is wrong stays at its question."""
    if request.POST.get(f"facts-{item.key}", "") != item.question.facts:
        item.error = _("The figures have changed, and the question with them. Read it again, then send your sentence.")
        return False
    try:
        given = plausibility.answer(
            question=item.question, sentence=item.typed, by=request.user, is_office=item.is_office
        )
    except ValidationError as error:
        item.error = " ".join(error.messages)
    except NotAllowed as refusal:
        item.error = str(refusal)
    else:
        known = [answer for answer in item.question.answers if answer.pk != given.pk]
        item.question = Question(item.question.found, (*known, given))
        item.typed, item.saved_at = "", f"{timezone.localtime():%H:%M}"
        return True
    return False


def _lost(request: OfficerRequest, there: set[str]) -> list[str]:
    """Sentences to questions that are asked no more: shown, so that nothing typed is gone."""
    gone = [request.POST.get(name, "") for name in request.POST if name.startswith("answer-") and name not in there]
    return [str(sentence).strip() for sentence in gone if str(sentence).strip()]


def _is_checking(request: OfficerRequest) -> bool:
    return bool(request.htmx) and request.POST.get("place") == CHECK


def _item(request: OfficerRequest, assessment: Assessment, item: Item, box: Box, before: str) -> HttpResponse:
    """The question alone, and how many of its line are left.

    The page to check goes on knowing what it showed, if nothing but this answer is new.
    """
    seen, place = "", request.POST.get("place", "")
    if before and before == request.POST.get("seen"):
        seen = review.fingerprint(assessment)
    context = {
        "assessment": assessment, "item": item, "action": request.path, "seen": seen,
        "place": place, "has_seen": "seen" in request.POST, "is_list": not place.isdecimal(), "open": box.open,
    }  # fmt: skip
    return part(request, ITEM, context, status=422 if item.error else 200)


def _page(
    request: OfficerRequest, assessment: Assessment, boxes: Mapping[int, Box], *, is_office: bool,
    lost: list[str] | None = None, notice: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    lists = listed(boxes)
    if not (is_office or lists["is_missing_unfolded"] or status >= 400):
        lists["missing"] = []  # a ward is asked for them before the hand-in only
    context = {
        "assessment": assessment, **lists, "action": request.path, "is_office": is_office,
        "lost": lost, "notice": notice, "has_errors": status >= 400, "place": request.POST.get("place", ""),
    }  # fmt: skip
    return render(request, "wards/questions.html", context, status=status)


def _back(assessment: Assessment, place: str, boxes: Mapping[int, Box], *, is_office: bool) -> str:
    """The page the answer was typed on."""
    if place == CHECK and not is_office:
        return reverse("wards:check_answers", args=[assessment.pk]) + "#cau-hoi"
    line = next((box.items[0].question.entry for pk, box in boxes.items() if box.items and str(pk) == place), None)
    if line is None:
        return reverse("wards:question_notes" if is_office else "wards:questions", args=[assessment.pk])
    if is_office:
        return reverse("wards:desk", args=[assessment.pk]) + f"?dong={line.pk}#dong"
    return reverse("wards:criterion", args=[assessment.pk, line.indicator.criterion.number]) + f"#asked-{line.pk}"
