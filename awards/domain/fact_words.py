"""How papers write a figure, its target and an exhibit's number: in Vietnamese, whatever language the pages are in."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from emulation.text import write_number
from wards.models import Indicator, Verdict

SIGNS = {">=": "≥", "<=": "≤", ">": ">", "<": "<", "=": "="}


def handed_value(figure: Verdict) -> dict[str, Any]:
    """A figure in the shape a hand-in keeps it in."""
    number = None if figure.number is None else str(figure.number)
    return {**figure.shape, "number": number, "option": figure.option.name if figure.option else None}


def result_in_words(indicator: Indicator, value: Mapping[str, Any]) -> str:
    """The figure in words and Vietnamese digits; empty when there is none (zero is a figure)."""
    if value["number"] is not None:
        return write_number(Decimal(value["number"]))
    if value["met"] is not None:
        percent = (Decimal(value["met"]) * 100 / Decimal(value["of"])).quantize(Decimal("0.01"), ROUND_HALF_UP)
        return f"{write_number(value['met'])}/{write_number(value['of'])} ({write_number(percent)}%)"
    if value["yes"] is not None:
        return "Đạt" if value["yes"] else "Chưa đạt"
    return value["option"] or value["text"]


def target(indicator: Indicator) -> str:
    if indicator.target_value is not None:
        percent = "%" if indicator.value == Indicator.Value.SHARE else ""
        told = f"{write_number(indicator.target_value)}{percent}"
        whole = percent and indicator.target_value == 100 and not indicator.may_exceed  # nothing lies above it
        return told if whole and indicator.target_op == ">=" else f"{SIGNS[indicator.target_op]} {told}"
    if indicator.value == Indicator.Value.YES_NO:
        return "Đạt"
    met = [option.name for option in indicator.options.all() if option.met]
    return f"“{met[-1]}”" + (" trở lên" if len(met) > 1 else "") if met else ""


def exhibit_number(code: str, cited: Mapping[str, Any]) -> str:
    return f"MC {code}-{cited['position']:02d}"
