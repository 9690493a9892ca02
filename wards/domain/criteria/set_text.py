"""A criteria set's data as the text of a TOML file: keys in the order people read them, one table under the other."""

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

HEAD = (
    "code", "kind", "title", "scoring", "max_points", "window_years", "effective_from", "effective_to", "review_from",
    "review_notice", "notes", "pass_rule",
)  # fmt: skip
BASIS = ("number", "name", "issuer", "issued", "provision")
CRITERION = ("number", "short", "text", "wording", "attested")
INDICATOR = (
    "code", "text", "unit", "value", "min", "max", "decimals", "may_exceed", "target", "required", "points", "scale",
    "choices", "evidence",
)  # fmt: skip


def write(data: Mapping[str, Any]) -> str:
    """The text that reads back as this data. Keys nobody knows are not written: reading has refused them."""
    lines = [*_pairs(data, HEAD), "", "[legal_basis]", *_pairs(data.get("legal_basis", {}), BASIS)]
    if "supersedes" in data:
        lines += ["", "[supersedes]", *_pairs(data["supersedes"], ("code", "moved", "changed", "added", "dropped"))]
    for criterion in data.get("criteria", []):
        lines += ["", "[[criteria]]", *_pairs(criterion, CRITERION)]
        for indicator in criterion.get("indicators", []):
            lines += ["  [[criteria.indicators]]", *(f"  {line}" for line in _pairs(indicator, INDICATOR))]
    return "\n".join(lines) + "\n"


def _pairs(table: Mapping[str, Any], keys: tuple[str, ...]) -> Iterator[str]:
    for key in keys:
        if key in table:
            yield f"{key} = {_value(table[key])}"


def _value(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case Decimal():
            return f"{value.normalize() + 0:f}"
        case dt.date():
            return value.isoformat()
        case list():
            return f"[{', '.join(map(_value, value))}]"
        case Mapping():
            return "{ " + ", ".join(f"{key} = {_value(item)}" for key, item in value.items()) + " }"
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007F")  # JSON's escapes are TOML's
