"""The sentence of a notice, in the language of whoever reads it, made of its facts alone.

Facts by kind: HANDED_IN, RECALLED {round, completed} · REVIEW_STARTED {reopened} · TO_COMPLETE {codes, due} ·
DEADLINE, OVERDUE {of: hand_in | completion | appraisal, due, count} · EXTENDED {due, reason} ·
REVISED {document, codes} · CHARGED {codes} · SUBMITTED {by} · GIVEN_BACK {by, reason} ·
COMMENTED {codes, text} · FORWARDED {} to a ward, {count, number, revision} to the province · RECEIVED {on, receiver,
number} · RETURNED {codes, due, reason}, to the office {letter, count} too · DECIDED {decision, corrected} ·
SET_MOVED {set, reason, again, behind} · TO_REGISTER, TO_SCAN {paper, round, issue, on} · CONFIRM_SET {set, who} ·
CONFIRM_RULE {rule, who}. Times are ISO 8601.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from emulation.templatetags.vietnamese import moment
from wards.domain.notifying import waiting_words
from wards.models import Notice, NoticeKind

SHOWN_CODES = 6
SHOWN_COMMENT = 300  # signs; the whole of it stands on the line
Facts = Mapping[str, Any]


def sentence(notice: Notice) -> str:
    """What happened; needs the assessment with its ward, office and period."""
    assessment = notice.assessment
    names = {
        "ward": str(assessment.ward), "period": assessment.period.title,
        "office": str(assessment.ward.office or _("The interior office")),
    }  # fmt: skip
    return SENTENCES[NoticeKind(notice.kind)](notice.facts, names)


def due_of(notice: Notice) -> dt.datetime | None:
    """The deadline a notice speaks of."""
    return dt.datetime.fromisoformat(notice.facts["due"]) if notice.facts.get("due") else None


def _when(facts: Facts) -> str:
    return moment(dt.datetime.fromisoformat(facts["due"]))


def _codes(facts: Facts) -> str:
    """ "5.2, 5.3 and 4 more": a sentence, not a list."""
    codes = list(facts.get("codes", ()))
    shown = ", ".join(codes[:SHOWN_CODES])
    more = len(codes) - SHOWN_CODES
    return _("%(codes)s and %(more)d more") % {"codes": shown, "more": more} if more > 0 else shown


def _handed_in(facts: Facts, names: dict[str, str]) -> str:
    if facts.get("completed"):
        return _("%(ward)s completed the indicators you asked for and handed in again: %(period)s.") % names
    told = _("%(ward)s handed in its self-assessment (hand-in %(round)s): %(period)s.")
    return told % {**names, "round": facts.get("round", 1)}


def _recalled(facts: Facts, names: dict[str, str]) -> str:
    told = _("%(ward)s recalled hand-in %(round)s: %(period)s.")
    return told % {**names, "round": facts.get("round", 1)}


def _review_started(facts: Facts, names: dict[str, str]) -> str:
    if facts.get("reopened"):
        return _("%(office)s reopened the appraisal of %(ward)s: %(period)s.") % names
    return _("%(office)s started the appraisal of %(ward)s: %(period)s.") % names


def _to_complete(facts: Facts, names: dict[str, str]) -> str:
    count = len(facts.get("codes", ()))
    told = ngettext(
        "%(office)s asks to complete %(count)d indicator (%(codes)s) before %(when)s.",
        "%(office)s asks to complete %(count)d indicators (%(codes)s) before %(when)s.",
        count,
    )
    return told % {**names, "count": count, "codes": _codes(facts), "when": _when(facts)}


def _completed(facts: Facts, names: dict[str, str]) -> str:
    return _("%(office)s completed the appraisal of %(ward)s: %(period)s.") % names


def _deadline(facts: Facts, names: dict[str, str]) -> str:
    told = {
        "hand_in": _("%(ward)s is to hand in its self-assessment “%(period)s” before %(when)s."),
        "completion": _("%(ward)s is to complete what was asked for and hand in “%(period)s” before %(when)s."),
        "appraisal": ngettext(
            "%(count)d self-assessment of “%(period)s” is to be appraised before %(when)s.",
            "%(count)d self-assessments of “%(period)s” are to be appraised before %(when)s.",
            facts.get("count", 1),
        ),
    }[facts["of"]]
    return told % {**names, "count": facts.get("count", 1), "when": _when(facts)}


def _overdue(facts: Facts, names: dict[str, str]) -> str:
    told = {
        "hand_in": _("Overdue: %(ward)s has not handed in its self-assessment “%(period)s” (deadline: %(when)s)."),
        "completion": _("Overdue: %(ward)s has not completed what was asked for in “%(period)s” (deadline: %(when)s)."),
        "appraisal": ngettext(
            "Overdue: %(count)d self-assessment of “%(period)s” is not appraised yet (deadline: %(when)s).",
            "Overdue: %(count)d self-assessments of “%(period)s” are not appraised yet (deadline: %(when)s).",
            facts.get("count", 1),
        ),
    }[facts["of"]]
    return told % {**names, "count": facts.get("count", 1), "when": _when(facts)}


def _extended(facts: Facts, names: dict[str, str]) -> str:
    told = _("%(office)s extended the deadline of %(ward)s until %(when)s. Reason: %(reason)s")
    return told % {**names, "when": _when(facts), "reason": facts.get("reason", "")}


def _revised(facts: Facts, names: dict[str, str]) -> str:
    told = _("A cited document has a new version: %(document)s (indicators %(codes)s).")
    return told % {"document": facts.get("document", ""), "codes": _codes(facts)}


def _charged(facts: Facts, names: dict[str, str]) -> str:
    told = _("You were given indicators of %(ward)s to appraise: %(codes)s.")
    return told % {**names, "codes": _codes(facts)}


def _submitted(facts: Facts, names: dict[str, str]) -> str:
    told = _("%(by)s submitted the self-assessment of %(ward)s; it waits for you to check and hand in: %(period)s.")
    return told % {**names, "by": facts.get("by", "")}


def _given_back(facts: Facts, names: dict[str, str]) -> str:
    told = _("%(by)s gave the self-assessment of %(ward)s back for more work: %(period)s.")
    if facts.get("reason"):
        told = _("%(by)s gave the self-assessment of %(ward)s back for more work: %(period)s. Reason: %(reason)s")
    return told % {**names, "by": facts.get("by", ""), "reason": facts.get("reason", "")}


def _commented(facts: Facts, names: dict[str, str]) -> str:
    told = _("%(office)s commented on indicator %(codes)s of %(ward)s: “%(text)s”")
    text = Truncator(facts.get("text", "")).chars(SHOWN_COMMENT)
    return told % {**names, "codes": _codes(facts), "text": text}


def _forwarded(facts: Facts, names: dict[str, str]) -> str:
    if "count" not in facts:
        return _("%(office)s forwarded the dossier of %(ward)s to the province: %(period)s.") % names
    told = ngettext(
        "%(office)s forwards dossier round %(number)s with %(count)d unit: %(period)s.",
        "%(office)s forwards dossier round %(number)s with %(count)d units: %(period)s.",
        facts["count"],
    )
    if facts.get("revision", 1) > 1:
        told = ngettext(
            "%(office)s forwards dossier round %(number)s with %(count)d unit again, corrected: %(period)s.",
            "%(office)s forwards dossier round %(number)s with %(count)d units again, corrected: %(period)s.",
            facts["count"],
        )
    return told % {**names, "number": facts.get("number", 1), "count": facts["count"]}


def _received(facts: Facts, names: dict[str, str]) -> str:
    told = _("The province received the dossier with %(ward)s on %(on)s (received by %(receiver)s): %(period)s.")
    return told % {**names, "on": facts.get("on", ""), "receiver": facts.get("receiver", "")}


def _returned(facts: Facts, names: dict[str, str]) -> str:
    named = {**names, "reason": Truncator(facts.get("reason", "")).chars(SHOWN_COMMENT)}
    if facts.get("letter"):
        told = _("The province returned the dossier by letter %(letter)s; it is to be sent again before %(when)s.")
        return told % {"letter": facts["letter"], "when": _when(facts)}
    if facts.get("codes"):
        told = _("The province returned the dossier of %(ward)s; complete %(codes)s before %(when)s. %(reason)s")
        return told % {**named, "codes": _codes(facts), "when": _when(facts)}
    if facts.get("due"):
        told = _(
            "The province returned the dossier of %(ward)s; the ward has to correct papers before %(when)s. %(reason)s"
        )
        return told % {**named, "when": _when(facts)}
    return _("The province returned the dossier of %(ward)s to the interior office. %(reason)s") % named


def _decided(facts: Facts, names: dict[str, str]) -> str:
    told = _("The decision on %(ward)s is there: %(decision)s.")
    if facts.get("corrected"):
        told = _("The decision on %(ward)s was corrected. %(decision)s.")
    return told % {**names, "decision": str(facts.get("decision", "")).rstrip(".")}


def _set_moved(facts: Facts, names: dict[str, str]) -> str:
    if facts.get("again"):
        told = _(
            "%(office)s moved the assessment of %(ward)s to the criteria set “%(set)s”; check the figures and hand in "
            "again: %(period)s."
        )
    else:
        told = _(
            "%(office)s moved the assessment of %(ward)s to the criteria set “%(set)s” with its figures: %(period)s."
        )
    if facts.get("behind"):
        told += " " + _("The council votes anew, and the papers are made and signed anew.")
    reason = Truncator(facts.get("reason", "")).chars(SHOWN_COMMENT)
    return " ".join([told % {**names, "set": facts.get("set", "")}, _("Reason: %(reason)s") % {"reason": reason}])


SENTENCES: dict[NoticeKind, Callable[[Facts, dict[str, str]], str]] = {
    NoticeKind.HANDED_IN: _handed_in,
    NoticeKind.RECALLED: _recalled,
    NoticeKind.REVIEW_STARTED: _review_started,
    NoticeKind.TO_COMPLETE: _to_complete,
    NoticeKind.COMPLETED: _completed,
    NoticeKind.DEADLINE: _deadline,
    NoticeKind.OVERDUE: _overdue,
    NoticeKind.EXTENDED: _extended,
    NoticeKind.REVISED: _revised,
    NoticeKind.CHARGED: _charged,
    NoticeKind.SUBMITTED: _submitted,
    NoticeKind.GIVEN_BACK: _given_back,
    NoticeKind.COMMENTED: _commented,
    NoticeKind.FORWARDED: _forwarded,
    NoticeKind.RECEIVED: _received,
    NoticeKind.RETURNED: _returned,
    NoticeKind.DECIDED: _decided,
    NoticeKind.SET_MOVED: _set_moved,
    NoticeKind.TO_REGISTER: waiting_words.to_register,
    NoticeKind.TO_SCAN: waiting_words.to_scan,
    NoticeKind.CONFIRM_SET: waiting_words.confirm_set,
    NoticeKind.CONFIRM_RULE: waiting_words.confirm_rule,
}
