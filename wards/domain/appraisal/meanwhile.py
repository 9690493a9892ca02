"""What others did since a page was read: who, when, from what to what, in sentences for whoever comes second."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db.models import F
from django.utils.translation import gettext as _

from wards import rules
from wards.domain.appraisal import history
from wards.domain.sheet.figure_history import found
from wards.domain.sheet.happenings import Happening, clock_and_day, recorded
from wards.models import Action, Assessment, Assignment, Decision, Entry, EntryEvent, Officer, Verdict

TOLD = 12  # changes named one by one


def last_step(assessment: Assessment) -> str:
    """Who took the assessment where it is now, and when; empty while nobody has moved it."""
    step = Decision.objects.filter(assessment=assessment).select_related("by").order_by("-id").first()
    if step is None:
        return ""
    told = {
        Action.SUBMIT: _("%(who)s submitted the self-assessment to the ward leader at %(time)s on %(day)s."),
        Action.TAKE_BACK: _("%(who)s opened the self-assessment again for the officials at %(time)s on %(day)s."),
        Action.HAND_IN: _("%(who)s handed in the self-assessment at %(time)s on %(day)s."),
        Action.RECALL: _("%(who)s recalled the self-assessment at %(time)s on %(day)s."),
        Action.START_REVIEW: _("%(who)s started the appraisal at %(time)s on %(day)s."),
        Action.ASK_COMPLETION: _("%(who)s asked for completion at %(time)s on %(day)s (%(reason)s)."),
        Action.COMPLETE: _("%(who)s completed the appraisal at %(time)s on %(day)s."),
        Action.REOPEN: _("%(who)s reopened the appraisal at %(time)s on %(day)s (%(reason)s)."),
    }[Action(step.action)]
    return told % {"who": step.by, "reason": step.reason, **clock_and_day(step.at)}


def why_closed(entry: Entry, *, by: Officer) -> str:
    """Who closed the line to this person meanwhile: by giving its criterion to another, or by the last step."""
    assessment = Assessment.objects.select_related("ward").get(pk=entry.assessment_id)
    given = Assignment.objects.filter(assessment=assessment, criterion=entry.indicator.criterion_id)
    one = given.select_related("officer", "by", "criterion").first()
    is_given_away = one is not None and one.officer_id != by.pk and not rules.is_leader(by, assessment)
    if one is not None and is_given_away and assessment.state in rules.WRITING:
        words = {"who": one.by, "number": one.criterion.number, "officer": one.officer, **clock_and_day(one.at)}
        return _("%(who)s gave criterion %(number)s to %(officer)s at %(time)s on %(day)s.") % words
    return last_step(assessment)


def own_earlier(entry: Entry, *, seen: int, by: Officer) -> str:
    """What this person had saved from another page, which their save from an older one has just replaced."""
    if entry.updated_by_id != by.pk or entry.version <= seen + 1:
        return ""
    events = EntryEvent.objects.filter(pgh_obj=entry.pk, version=entry.version - 1, updated_by=by)
    before = events.select_related("option").first()
    if before is None:
        return ""
    words = {
        "old": recorded(before, entry.indicator), "new": recorded(entry, entry.indicator),
        **clock_and_day(before.updated_at),
    }  # fmt: skip
    told = _("Another page of yours saved %(old)s at %(time)s on %(day)s. %(new)s takes its place; history keeps both.")
    return told % words


def replaced(entries: Iterable[Entry], *, reader: Officer) -> dict[int, str]:
    """By line: what the reader had saved and somebody else put another figure in place of. One query, or none."""
    lines = {e.pk: e for e in entries if e.version > 1 and e.updated_at and e.updated_by_id != reader.pk}
    if not lines:
        return {}
    own = EntryEvent.objects.filter(pgh_obj__in=lines, version=F("pgh_obj__version") - 1, updated_by=reader)
    told: dict[int, str] = {}
    for event in own.select_related("option"):
        line = lines[event.pgh_obj_id]
        old, new = recorded(event, line.indicator), recorded(line, line.indicator)
        if old != new and line.updated_at:
            told[line.pk] = _("You saved %(old)s at %(time)s on %(day)s. %(later)s") % {
                "old": old, **clock_and_day(event.updated_at), "later": _by_another(line, new, line.updated_at),
            }  # fmt: skip
    return told


def _by_another(line: Entry, figure: str, at: dt.datetime) -> str:
    who = line.updated_by or _("System administration (not through these pages)")
    return _("%(who)s changed it to %(new)s at %(time)s on %(day)s.") % {
        "who": who, "new": figure, **clock_and_day(at),
    }  # fmt: skip


def overruled(given: Sequence[Verdict], *, entry: Entry, reader: Officer) -> str:
    """What the reader had found on this line and another reviewer judged differently since; empty if nothing.

    `given` are the verdicts on the line, the last one at the end.
    """
    if len(given) < 2 or given[-1].by_id == reader.pk or given[-2].by_id != reader.pk:
        return ""
    own, last = given[-2:]
    if last.hand_in_id != own.hand_in_id:
        return ""
    own_words = _("You had found “%(said)s” at %(time)s on %(day)s.")
    their_words = _("%(who)s replaced it with “%(said)s” at %(time)s on %(day)s.")
    return " ".join([
        own_words % {"said": in_words(own, entry), **clock_and_day(own.at)},
        their_words % {"who": last.by, "said": in_words(last, entry), **clock_and_day(last.at)},
    ])  # fmt: skip


def in_words(verdict: Verdict, entry: Entry) -> str:
    """A verdict with its figure and reason: "Điều chỉnh: 6/8 tổ dân phố = 75% (tổ 3 chưa có quyết định)"."""
    said = ": ".join(filter(None, [verdict.words, found(verdict, entry)]))
    return f"{said} ({verdict.reason})" if verdict.reason else said


def since(assessment: Assessment, *, moment: dt.datetime) -> list[Happening]:
    """The figures and documents that changed after this moment, oldest first, at most `TOLD` of them."""
    told = [one for one in history.tell(assessment) if one.at > moment and one.kind in {"change", "evidence"}]
    return told[::-1][:TOLD]


def handed_in_since(entry: Entry, *, version: int) -> str:
    """Who handed in what stands on the desk now, and the figure of this line then (`version`) and now."""
    handed = entry.assessment.hand_ins.defer("text").select_related("by").order_by("-round").first()
    if handed is None:
        return ""
    told = _("%(who)s handed in again (hand-in %(round)s) at %(time)s on %(day)s.")
    said = told % {"who": handed.by, "round": handed.round, **clock_and_day(handed.at)}
    event = EntryEvent.objects.filter(pgh_obj=entry.pk, version=version).select_related("option").first()
    old = recorded(event, entry.indicator) if event else _("No figure yet")
    new = recorded(entry, entry.indicator)
    if old == new:
        same = _("The figure is still %(new)s.")
        return f"{said} {same % {'new': new}}"
    both = _("The figure you had before you: %(old)s; the figure now: %(new)s.")
    return f"{said} {both % {'old': old, 'new': new}}"
