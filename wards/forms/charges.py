"""Who gets which line: a choice for each criterion as a whole, and one for each line in it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from wards.domain.appraisal.charges import Wish
from wards.models import Charge, Criterion, Entry, Officer

SINGLY = "singly"  # a criterion's choice: as each of its lines says


@dataclass(frozen=True)
class Group:
    """A criterion with the field for all of it, and each of its lines with its own field (None: not theirs to move)."""

    criterion: Criterion
    whole: forms.BoundField
    lines: Sequence[tuple[Entry, Charge | None, forms.BoundField | None]]

    @property
    def holder(self) -> str:
        """Who has all of it, where the reader may change nothing of it; empty where they may, or several have it."""
        names = {str(charge.officer) for _entry, charge, _field in self.lines if charge}
        return names.pop() if self.is_fixed and len(names) == 1 else ""

    @property
    def is_fixed(self) -> bool:
        """Every line of it is another's: there is nothing to choose."""
        return not any(field for _entry, _charge, field in self.lines)

    @property
    def is_shared(self) -> bool:
        """Its lines have several holders, or one of them was chosen alone: the single choices must be seen."""
        return self.whole.value() == SINGLY or any(field and field.errors for _entry, _charge, field in self.lines)


class ChargesForm(forms.Form):
    """The head chooses among `people`; a reviewer (`only` themself) moves what nobody has, and their own.

    Every line's field goes with a hidden `had-…`: who had it on the page that was read.
    """

    use_required_attribute = False

    def __init__(
        self, entries: Iterable[Entry], charges: Mapping[int, Charge], people: Sequence[Officer], data: Any = None,
        *, only: Officer | None = None,
    ) -> None:  # fmt: skip
        super().__init__(data)
        self.entries, self.charges, self.only = list(entries), charges, only
        self.people = [only] if only else self._with_holders(people)
        named = [("", _("Nobody in particular")), *((str(person.pk), str(person)) for person in self.people)]
        for criterion, lines in self.by_criterion().items():
            own = {self._holder(entry) for entry in lines}
            common = own.pop() if len(own) == 1 else SINGLY
            self.fields[f"criterion-{criterion.pk}"] = forms.ChoiceField(
                choices=[(SINGLY, _("Line by line, as below")), *named], initial=common, required=False,
                label=_("The whole criterion"),
            )  # fmt: skip
            for entry in lines:
                if self._is_movable(entry):
                    self._add_line(entry, named)

    def _add_line(self, entry: Entry, named: list[tuple[str, str]]) -> None:
        holder = self._holder(entry)
        label = f"{entry.indicator.code} {entry.indicator.text}"
        self.fields[f"line-{entry.pk}"] = forms.ChoiceField(choices=named, initial=holder, required=False, label=label)
        self.fields[f"had-{entry.pk}"] = forms.CharField(widget=forms.HiddenInput, initial=holder, required=False)

    def _with_holders(self, people: Sequence[Officer]) -> list[Officer]:
        """Who left the office and still has lines stands in the list until they are given to somebody else."""
        known = {person.pk for person in people}
        left = {charge.officer_id: charge.officer for charge in self.charges.values() if charge.officer_id not in known}
        return [*people, *left.values()]

    def _holder(self, entry: Entry) -> str:
        charge = self.charges.get(entry.pk)
        return str(charge.officer_id) if charge else ""

    def _is_movable(self, entry: Entry) -> bool:
        return self.only is None or self._holder(entry) in {"", str(self.only.pk)}

    def by_criterion(self) -> dict[Criterion, list[Entry]]:
        """The lines of each criterion, in their order."""
        found: dict[Criterion, list[Entry]] = {}
        for entry in self.entries:
            found.setdefault(entry.indicator.criterion, []).append(entry)
        return found

    def groups(self) -> list[Group]:
        """What the page shows, criterion by criterion."""
        return [
            Group(
                criterion,
                self[f"criterion-{criterion.pk}"],
                [
                    (entry, self.charges.get(entry.pk), self[f"line-{entry.pk}"] if self._is_movable(entry) else None)
                    for entry in lines
                ],
            )
            for criterion, lines in self.by_criterion().items()
        ]

    def hidden(self) -> list[forms.BoundField]:
        """Who had each line on the page that was read."""
        return [self[name] for name in self.fields if name.startswith("had-")]

    def wishes(self) -> dict[int, Wish]:
        """What the person changed, by entry id: a line of its own counts before its whole criterion."""
        wishes: dict[int, Wish] = {}
        for criterion, lines in self.by_criterion().items():
            movable = [entry for entry in lines if self._is_movable(entry) and f"line-{entry.pk}" in self.data]
            had = {entry.pk: self.cleaned_data[f"had-{entry.pk}"] for entry in movable}
            whole = self.cleaned_data[f"criterion-{criterion.pk}"] or ""
            seen = had.values() if len(movable) == len(lines) else [*had.values(), SINGLY]
            is_set = f"criterion-{criterion.pk}" in self.data and whole != SINGLY and set(seen) != {whole}
            for entry in movable:
                single = self.cleaned_data[f"line-{entry.pk}"]
                wanted = whole if is_set and single == had[entry.pk] else single
                if wanted != had[entry.pk]:
                    wishes[entry.pk] = Wish(_id(had[entry.pk]), _id(wanted))
        return wishes


def _id(choice: str) -> int | None:
    return int(choice) if choice.isdecimal() else None
