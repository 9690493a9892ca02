"""Made-up but plausible figures: the same ward and indicator give the same figure on every machine."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from emulation.text import digest
from wards.models import Indicator

# Worst and best figure a made-up ward has, in the indicator's unit and with the decimals it is given in.
NUMBERS = {
    "1.1": ("4.5", "14.2"), "1.2": ("42.0", "68.5"), "1.3": ("82.0", "118.0"),
    "2.1": ("2.40", "0.00"), "2.2": ("3.60", "0.30"), "2.3": ("84.0", "97.5"),
    "4.2": ("78.0", "98.5"), "5.4": ("78.0", "96.0"), "7.3": ("100", "100"),
    "8.1": ("88.0", "99.8"), "8.2": ("8", "45"),
}  # fmt: skip
# How many there are of what shares count, fewest and most; one ward has one number of each.
WHOLES = {
    "tuyến": (12, 26), "nhà văn hóa": (7, 14), "cơ sở": (25, 70), "tổ dân phố": (7, 14), "đơn vị": (14, 32),
    "trường": (3, 6), "chỉ tiêu": (20, 28),
}  # fmt: skip


def chance(*parts: str) -> Decimal:
    """A number from 0 to 1 that these words always give."""
    return Decimal(int(digest("thidua-demo " + " ".join(parts))[:8], 16)) / Decimal(0xFFFFFFFF)


def figure(*, ward_code: str, indicator: Indicator, quality: Decimal) -> dict[str, Any]:
    """A figure for this ward: `quality` from 0 (worst) to 1 (best), give or take a fifth by luck."""
    luck = (chance(ward_code, indicator.code) - Decimal("0.5")) * Decimal("0.4")
    share = max(Decimal(0), min(Decimal(1), quality + luck))
    match indicator.value:
        case Indicator.Value.NUMBER:
            return {"number": _number(indicator.code, share)}
        case Indicator.Value.SHARE:
            return _share(ward_code, indicator, share)
        case Indicator.Value.YES_NO:
            return {"yes": share > Decimal("0.45")}
        case Indicator.Value.CHOICE:
            options = list(indicator.options.order_by("position"))
            return {"option_id": options[0 if share > Decimal("0.75") else 1].pk}
    return {"text": "Số liệu minh họa"}


def _number(code: str, share: Decimal) -> Decimal:
    worst, best = (Decimal(text) for text in NUMBERS.get(code, ("0", "100")))
    return (worst + (best - worst) * share).quantize(worst, ROUND_HALF_UP)


def _share(ward_code: str, indicator: Indicator, share: Decimal) -> dict[str, int]:
    of = whole(ward_code=ward_code, unit=indicator.unit)
    part = Decimal("0.55") + Decimal("0.46") * share
    return {"met": min(of, int((of * part).to_integral_value(ROUND_HALF_UP))), "of": of}


def whole(*, ward_code: str, unit: str) -> int:
    """How many of these the ward has, the same in all its lines."""
    fewest, most = WHOLES.get(unit, (10, 20))
    return fewest + int(chance(ward_code, unit) * (most - fewest))


def lowered(*, figure: dict[str, Any]) -> dict[str, Any]:
    """What an appraisal may find instead of a share or a number that should be high: a little less."""
    if figure["met"] is not None:
        return {"met": figure["met"] - 1, "of": figure["of"]}
    return {"number": figure["number"] - 1}
