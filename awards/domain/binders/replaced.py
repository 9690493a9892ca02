"""What a later sending replaces: only what the volume that the province holds shows otherwise, behind a list of it."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from awards.models import Dossier, Forwarding
from awards.queries.places import Place

Section = dict[str, Any]


def last_forwarded(place: Place) -> Forwarding | None:
    """The forwarding whose volumes the province has: those of the dossier, or of the dossier the ward stands in."""
    forwardings = Forwarding.objects.select_related("binder").order_by("-id")
    if isinstance(place, Dossier):
        return forwardings.filter(dossier=place).first()
    return forwardings.filter(dossier__wards__assessment=place).first()


def replaced(sections: Sequence[Section], former: Forwarding | None) -> list[Section]:
    """Of these sections those that are new or other than before, behind a list of what stands for what.

    Drafts in between were never sent and are not told of: both sides are named by their number and day in the register.
    """
    if former is None:
        return []
    before, units = former_sections(former), _units(sections)
    kept, rows = [], []
    for section in sections:
        was = before.get(section.get("key", ""))
        if "key" in section and not (was and _shows(was) == _shows(section)):
            kept.append({**section, "level": 0})
            rows.append(_row(section, was, how="Thay thế" if was else "Bổ sung") | {"new": _issued(section)})
    now = {section.get("key") for section in sections}
    now |= {annex["key"] for section in sections for annex in section.get("along", [])}
    for key, was in before.items():
        if key not in now and _prefix(key) in units:
            rows.append(_row(was, was, how="Rút ra") | {"new": ""})
    if not rows:
        return []
    told = {"former": former.binder.code, "sent": former.revision, "now": former.revision + 1}
    listed = [
        {**row, "unit": "" if place else unit}
        for prefix, unit in units.items()
        for place, row in enumerate(row for row in rows if _is_of(row, prefix))
    ]
    first = {"kind": "replaced", "level": 0, "title": "Danh mục trang thay thế", "rows": listed, **told}
    return [first, *_under_their_units(kept, units)]


def _units(sections: Sequence[Section]) -> dict[str, str]:
    """Whose sections they are, in their order: the city's first, then each ward's by its name; one ward's own: ""."""
    found: dict[str, str] = {}
    unit = ""
    for section in sections:
        if section["kind"] in {"group", "divider"} and section["level"] == 0:
            unit = section["title"]
        if "key" in section:
            found.setdefault(_prefix(section["key"]), unit)
    return found if len(found) > 1 else dict.fromkeys(found, "")


def _under_their_units(kept: Sequence[Section], units: Mapping[str, str]) -> list[Section]:
    """With a heading in the contents before the first of each unit."""
    found: list[Section] = []
    for prefix, unit in units.items():
        own = [section for section in kept if _is_of(section, prefix)]
        found += [{"kind": "group", "level": 0, "title": unit}] if own and unit else []
        found += [{**section, "level": int(bool(unit))} for section in own]
    return found


def _is_of(row: Mapping[str, Any], prefix: str) -> bool:
    return _prefix(row["key"]) == prefix


def _row(section: Section, was: Section | None, *, how: str) -> dict[str, str]:
    """One thing by its name, with the number under which and the pages on which the province has it."""
    return {
        "title": _name(section), "key": section["key"], "how": how, "was": was["title"] if was else "",
        "old": _issued(was) if was else "", "at": was["at"] if was else "",
    }  # fmt: skip


def _prefix(key: str) -> str:
    """Whose section it is: a ward's or the city's."""
    return key.partition("/")[0]


def _name(section: Mapping[str, Any]) -> str:
    """ "Tờ trình" of "Tờ trình số 15/TTr-UBND ngày 05/01/2020"; exhibits are named by number and abstract."""
    title = str(section["title"])
    return title.partition(" số ")[0] if section["kind"] == "paper" else title


def _issued(section: Mapping[str, Any]) -> str:
    """ "15/TTr-UBND, 05/01/2020" of a registered paper; an annex goes with its paper's number."""
    if section["kind"] != "paper":
        return ""
    bearer = section.get("registered")
    number = str(section["title"]).partition(" số ")[2].replace(" ngày ", ", ")
    return f"kèm theo {bearer['number']}" if bearer else number


def _shows(section: Mapping[str, Any]) -> list[Any]:
    """What is to be seen of a section, to be compared."""
    return [[file["sha256"] for file in section["files"]], section.get("registered")]


def former_sections(forwarding: Forwarding) -> dict[str, Section]:
    """The sections of the volumes that were forwarded by key, each with the pages it stands on (`at`)."""
    binder = forwarding.binder
    parts = list(binder.parts.order_by("position"))
    places: dict[str, str] = {}
    for part in parts:
        for row in json.loads(part.contents):
            if row.get("part") == part.position and "key" in row:
                volume = f" (tập {part.position})" if len(parts) > 1 else ""
                last = f" - {row['last']}" if row["last"] > row["page"] else ""
                places[row["key"]] = f"{row['page']}{last}{volume}"
    sections = json.loads(binder.plan)["sections"]
    return {row["key"]: {**row, "at": places.get(row["key"], "")} for row in sections if "key" in row}
