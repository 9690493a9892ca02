"""What a meeting may say of itself, and the rules it goes by."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from awards.domain import provisions
from awards.models import Council, Provision


def check_text(council: Council, fields: Mapping[str, Any]) -> None:
    """Raises ValidationError by field."""
    errors: dict[str, list[str]] = {}
    day = timezone.localdate(fields["held_at"])
    if day < council.decision_date:
        said = _("The council was set up on %(day)s: it cannot have met before.")
        errors["held_on"] = [said % {"day": f"{council.decision_date:%d/%m/%Y}"}]
    elif council.ended_on and day > council.ended_on:
        said = _("This council was replaced on %(day)s: a later meeting is one of the new council.")
        errors["held_on"] = [said % {"day": f"{council.ended_on:%d/%m/%Y}"}]
    if fields["ended_at"] and fields["ended_at"] <= fields["held_at"]:
        errors["ended_at"] = [_("The meeting cannot end before it begins.")]
    for post in ("chair", "secretary"):
        if fields[post] and fields[post].council_id != council.pk:
            errors[post] = [_("Choose a member of this council.")]
    if fields["chair"] and fields["chair"] == fields["secretary"]:
        errors["secretary"] = [_("Chairman and secretary are two people.")]
    if errors:
        raise ValidationError(errors)


def check_chosen(council: Council, chosen: Sequence[Any], titles: set[str]) -> None:
    """One assessment of its own for a ward's council, wards of one period for a city's. Raises ValidationError."""
    said = ""
    if not chosen:
        said = _("Choose what the council votes on.")
    elif council.ward_id and len(chosen) > 1:
        said = _("Choose one assessment.")
    elif len({one.period_id for one in chosen}) > 1 or len(titles) > 1:
        said = _("One meeting votes on wards of one period.")
    if said:
        raise ValidationError({"assessments": [said]})


def rules_of(council: Council, title: str) -> dict[str, Any]:
    """The share and the quorum a meeting begun now goes by, as columns. Raises ValidationError."""
    level = Provision.Level.WARD if council.ward_id else Provision.Level.CITY
    where: Any = {"title": title, "level": level, "office": council.ward.office if council.ward else council.office}
    try:
        share = provisions.in_force(key=Provision.Key.VOTE_SHARE, **where)
        quorum = provisions.in_force(key=Provision.Key.QUORUM, **where)
    except KeyError as error:
        said = _("No share of votes is recorded for this title: the head of the office records it under provisions.")
        raise ValidationError({"assessments": [said]}) from error
    return {
        "share": share.value, "share_citation": share.citation, "share_confidence": share.confidence,
        "quorum": quorum.value, "quorum_citation": quorum.citation, "quorum_confidence": quorum.confidence,
    }  # fmt: skip
