"""The text parts of one paper as a person edits them: what stands there, and saving what was typed."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from awards.domain.facts import settled
from awards.domain.papers.present import Key, Present
from awards.domain.writing import parts, texts
from awards.models import Dossier, PaperText
from awards.queries.places import Place
from emulation.text import digest
from wards.models.units import Officer


@dataclass(frozen=True)
class EditedPart:
    """One part: as it stands now, its usual text, both as plain text, and who wrote it (None: it is the usual one)."""

    part: parts.Part
    plain: str
    usual: str
    version: int
    row: PaperText | None

    @property
    def is_usual(self) -> bool:
        return self.row is None or not self.row.markup

    @property
    def drawn(self) -> str:
        """A digest of what stands in the box, by which a page knows later whether anything was typed."""
        return self.digest_of(self.plain)

    def digest_of(self, typed: str) -> str:
        return digest(texts.to_markup(typed, is_list=self.part.is_list))

    def markup_of(self, typed: str) -> str:
        """What to keep of what was typed: nothing where it is the usual text."""
        markup = texts.to_markup(typed, is_list=self.part.is_list)
        return "" if markup == texts.to_markup(self.usual, is_list=self.part.is_list) else markup


def key_of(present: Present, kind: str) -> Key | None:
    """The paper of this kind whose texts are edited."""
    return next((key for key in present.keys if key[0] == kind), None)


@transaction.atomic
def edited_parts(place: Place, kind: str) -> tuple[list[EditedPart], str]:
    """The parts of a kind in their order; or none, and why the paper cannot be written yet."""
    if not isinstance(place, Dossier) and place.is_stale:
        place = settled(place)
    present = Present(place)
    key = key_of(present, kind)
    lack = present.lacks(key) if key else ""
    if key is None or lack:
        return [], lack
    rows = texts.newest(place).get(kind, {})
    return [_edited(part, present.usual(key, part), rows.get(part.key)) for part in parts.of(kind)], ""


def _edited(part: parts.Part, usual: str, row: PaperText | None) -> EditedPart:
    plain = texts.to_plain(row.markup if row and row.markup else usual, is_list=part.is_list)
    return EditedPart(
        part=part, plain=plain, usual=texts.to_plain(usual, is_list=part.is_list), version=row.version if row else 0,
        row=row,
    )  # fmt: skip


def save(
    *, place: Place, kind: str, edited: list[EditedPart], typed: Mapping[str, str], seen: Mapping[str, int], by: Officer
) -> list[PaperText]:  # fmt: skip
    """Keep what was typed (part → plain text). Raises what `texts.write` raises."""
    markup = {one.part.key: one.markup_of(typed[one.part.key]) for one in edited if one.part.key in typed}
    return texts.write(place=place, kind=kind, typed=markup, seen=seen, by=by)
