"""Sentences of what waits for somebody: a paper for its number or scan, a set or a rule for its second person."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

Facts = Mapping[str, Any]


def to_register(facts: Facts, names: dict[str, str]) -> str:
    told = _("%(ward)s: %(paper)s was settled for signing and waits for its number: %(period)s.")
    if facts.get("round"):
        told = _(
            "Round %(round)s of %(office)s: %(paper)s was settled for signing and waits for its number: %(period)s."
        )
    return told % {**names, **_paper(facts)}


def to_scan(facts: Facts, names: dict[str, str]) -> str:
    told = _("%(ward)s: no signed scan of %(paper)s %(issue)s of %(on)s yet: %(period)s.")
    if facts.get("round"):
        told = _("Round %(round)s of %(office)s: no signed scan of %(paper)s %(issue)s of %(on)s yet: %(period)s.")
    return told % {**names, **_paper(facts)}


def confirm_set(facts: Facts, names: dict[str, str]) -> str:
    return _("%(who)s compared the criteria set “%(set)s” with the official text; a second person must confirm it.") % {
        "who": "",
        "set": "",
        **facts,
    }


def confirm_rule(facts: Facts, names: dict[str, str]) -> str:
    return _("%(who)s recorded “%(rule)s”; it is in force once a second person confirms it.") % {
        "who": "",
        "rule": "",
        **facts,
    }


def _paper(facts: Facts) -> dict[str, Any]:
    """A paper in words, with its number and round where it has them."""
    paper = import_string(settings.PAPER_KINDS)(facts["paper"]).label
    return {"issue": "", "on": "", "round": "", **facts, "paper": paper}
