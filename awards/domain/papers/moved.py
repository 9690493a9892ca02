"""Wards whose own signed papers may say something else by now: told of many at once, without reading their figures."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Max
from django.db.models.functions import Greatest

from awards import rules
from awards.domain.writing import dossier_facts
from awards.domain.writing import wording as say
from awards.domain.writing.appraisal_facts import hand_ins_at
from awards.domain.writing.layouts import headings
from awards.models import Ballot, Grant, KeptVote, Outcome, Paper, PaperText
from awards.queries.places import WARD_KINDS

Kind = Paper.Kind
Settled = Mapping[int, Mapping[str, dt.datetime]]  # by assessment and kind


def that_moved(wards: Sequence[rules.Assessment], period: Any) -> list[rules.Assessment]:
    """Those of these wards that must be read whole, with as many queries for 300 as for 3. `period` of all of them.

    Their figures lie fast since they handed in. What is left: a later hand-in, a later vote of their council or a
    reason why the earlier stands, titles recorded or corrected since, texts typed since, and the names that stand in
    their heads.
    """
    settled = _settled([ward.pk for ward in wards])
    there = [ward for ward in wards if ward.pk in settled]
    if not there:
        return []
    typed, moved, heads = _typed(settled), _moved(there), _heads(list(settled))
    return [
        ward for ward in there
        if any(typed.get((ward.pk, kind), at) > at for kind, at in settled[ward.pk].items())
        or any(moved.get(ward.pk, at) > at for kind, at in settled[ward.pk].items() if kind != Kind.COUNCIL)
        or (ward.pk in heads and differs(heads[ward.pk], _head(ward, period)))
    ]  # fmt: skip


def differs(said: Any, now: Any) -> bool:
    """Of a head only what `now` names, but for who signs: that and who receives it is typed."""
    if isinstance(now, dict) and isinstance(said, dict):
        return any(said.get(name) != value for name, value in now.items() if name != "signer")
    return bool(said != now)


def _settled(wards: Sequence[int]) -> Settled:
    """When the newest version of each of their papers was settled."""
    finals = Paper.objects.filter(assessment__in=wards, kind__in=WARD_KINDS, is_final=True).order_by()
    found: dict[int, dict[str, dt.datetime]] = {}
    for ward, kind, at in finals.values_list("assessment", "kind").annotate(last=Max("requested_at")) if wards else ():
        found.setdefault(ward or 0, {})[kind] = at
    return found


def _typed(settled: Settled) -> dict[tuple[int, str], dt.datetime]:
    rows = PaperText.objects.filter(assessment__in=settled).order_by()
    return {(ward or 0, kind): at for ward, kind, at in rows.values_list("assessment", "kind").annotate(at=Max("at"))}


def _moved(wards: Sequence[rules.Assessment]) -> dict[int, dt.datetime]:
    """When one of these wards last handed in, was voted on by its own council, got a title or lost one."""
    found = hand_ins_at([ward.pk for ward in wards])
    votes = Ballot.objects.filter(assessment__in=wards, meeting__council__ward__isnull=False).order_by()
    votes = votes.filter(meeting__closed_at__isnull=False)
    for ward, at in votes.values_list("assessment").annotate(last=Max("meeting__closed_at")):
        found[ward] = max(at, found.get(ward, at))
    # Said after the hand-in by wards that lay their papers down later.
    kept = KeptVote.objects.filter(ballot__assessment__in=wards, ballot__meeting__council__ward__isnull=False)
    for ward, at in kept.order_by().values_list("ballot__assessment").annotate(last=Max("at")):
        found[ward] = max(at, found.get(ward, at))
    titles = Grant.objects.filter(ward__in=[ward.ward_id for ward in wards]).order_by()
    of_units = dict(titles.values_list("ward").annotate(last=Max("recorded_at")))
    # A correction may take a title back or give it again, and writes no grant then.
    decided = Outcome.objects.filter(grant__ward__in=list(of_units)).order_by().values_list("grant__ward")
    decided_at = dict(decided.annotate(last=Greatest(Max("decision__at"), Max("decision__corrected_by__at"))))
    for ward in wards:
        for at in (of_units.get(ward.ward_id), decided_at.get(ward.ward_id)):
            if at:
                found[ward.pk] = max(at, found.get(ward.pk, at))
    return found


def _heads(wards: Sequence[int]) -> dict[int, Any]:
    """What the newest report of each says of names and of the criteria set."""
    newest = Paper.objects.filter(assessment__in=wards, kind=Kind.REPORT, is_final=True)
    newest = newest.order_by("assessment_id", "-revision").distinct("assessment_id")
    return {ward or 0: _said(json.loads(text)) for ward, text in newest.values_list("assessment", "context")}


def _said(context: Mapping[str, Any]) -> dict[str, Any]:
    return {**context.get("heading", {}), "award": context.get("award"), "period": context.get("period")}


def _head(ward: rules.Assessment, period: Any) -> dict[str, Any]:
    about = dossier_facts.matter(period, [ward])
    named = {"award": about.criteria_set.title, "period": say.period(about)}
    return {**headings.of_ward(ward.ward, sign="BC-UBND"), **say.marks(about, final=True), **named}
