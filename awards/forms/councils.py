"""What is typed of a council: the decision, and its members, a row each."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from awards.domain.councils.membership import LARGEST, Seat
from awards.domain.councils.pasting import read_members
from awards.models import Council, Member
from emulation.choices import offer
from emulation.signs import LineField
from wards.forms.entry import WordsField
from wards.forms.evidence import DayField
from wards.models.units import Officer

EMPTY_ROWS = 3  # of a council nobody entered yet
ROW = ("seat", "full_name", "job", "role", "officer")


class SeatForm(forms.Form):
    """One member. Rows share their names: what a browser sends are lists, row by row."""

    seat = forms.IntegerField(required=False, widget=forms.HiddenInput)
    full_name = LineField(
        label=gettext_lazy("Full name"), max_length=120,
        error_messages={"required": gettext_lazy("Enter the name.")},
    )  # fmt: skip
    job = LineField(
        label=gettext_lazy("Position"), max_length=160,
        error_messages={"required": gettext_lazy("Enter the position, for example: Chủ tịch UBND phường.")},
    )  # fmt: skip
    role = forms.ChoiceField(label=pgettext_lazy("council", "Role"), choices=Member.Role.choices)
    officer = forms.ChoiceField(label=gettext_lazy("Account in the system"), required=False)

    use_required_attribute = False

    def __init__(self, number: int, accounts: Sequence[Officer], row: dict[str, Any], *, checked: bool) -> None:
        super().__init__(row if checked else None, initial=row, auto_id=f"id_%s_{number}")
        self.number = number
        self.accounts = {str(one.pk): one for one in accounts}
        offer(self, "officer", [("", _("No account")), *((pk, str(one)) for pk, one in self.accounts.items())])
        for name in ("full_name", "job"):
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def as_seat(self) -> Seat:
        says = self.cleaned_data
        return Seat(says["full_name"], says["job"], says["role"], self.accounts.get(says["officer"]), says["seat"])


class CouncilForm(forms.Form):
    """A decision with its rows; `seen` tells which record the person had before them."""

    name = LineField(
        label=gettext_lazy("Name of the council"), max_length=200,
        error_messages={"required": gettext_lazy("Enter the name of the council.")},
    )  # fmt: skip
    decision_number = LineField(
        label=gettext_lazy("Number of the decision"), max_length=60,
        help_text=gettext_lazy("For example: 15/QĐ-UBND"), widget=forms.TextInput({"class": "short"}),
        error_messages={"required": gettext_lazy("Enter the number of the decision.")},
    )  # fmt: skip
    decision_date = DayField(
        label=gettext_lazy("Date of the decision"), help_text=gettext_lazy("Day, month, year, for example: 05/03/2019"),
        error_messages={"required": gettext_lazy("Enter the date of the decision.")},
    )  # fmt: skip
    decision_issuer = LineField(
        label=gettext_lazy("Issued by"), max_length=200,
        error_messages={"required": gettext_lazy("Enter who issued the decision.")},
    )  # fmt: skip
    pasted = WordsField(
        label=gettext_lazy("Paste a list of members"), rows=4,
        help_text=gettext_lazy("One a line: name, position, role in the council."),
    )  # fmt: skip
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    use_required_attribute = False

    def __init__(
        self, accounts: Sequence[Officer], data: Any = None, *, initial: dict[str, Any], rows: Iterable[dict[str, Any]]
    ) -> None:
        super().__init__(data, initial=initial)
        self.accounts, self.data_rows = accounts, _posted(data) if data is not None else list(rows)
        self.people_errors: list[str] = []
        self.lay(self.data_rows, checked=False)

    def lay(self, rows: Sequence[dict[str, Any]], *, checked: bool) -> None:
        """Put these rows before the person."""
        self.data_rows = list(rows)[: 2 * LARGEST]
        self.rows = [
            SeatForm(n, self.accounts, row, checked=checked and _says(row)) for n, row in enumerate(self.data_rows)
        ]

    @property
    def members(self) -> list[SeatForm]:
        """The rows that say anything."""
        return [row for row in self.rows if _says(dict(row.initial))]

    def rework(self, data: Any) -> bool:
        """Do what a button of the list asks for: add or take out a row, move one up, read the pasted list, show all."""
        rows, at = self.data_rows, _number(data.get("drop") or data.get("up"))
        if "add" in data:
            rows = [*rows, {"role": Member.Role.MEMBER}]
        elif "paste" in data:
            rows = [row for row in rows if _says(row)]
            rows += [_row_of(seat) for seat in read_members(data.get("pasted", ""))]
        elif "drop" in data:
            rows = [row for place, row in enumerate(rows) if place != at]
        elif "up" in data:
            rows = [*rows[: at - 1], rows[at], rows[at - 1], *rows[at + 1 :]] if 0 < at < len(rows) else rows
        elif "redraw" not in data:
            return False
        pasted = "" if "paste" in data else data.get("pasted", "")
        self.initial, self.is_bound = {**{name: data.get(name, "") for name in self.fields}, "pasted": pasted}, False
        self.lay(rows, checked=False)
        if "add" in data and self.rows:
            self.rows[-1].fields["full_name"].widget.attrs["autofocus"] = True
        return True

    def is_valid(self) -> bool:
        """Also the rows that say anything; empty ones are no members; a list not yet put into rows is put there."""
        rows = self.data_rows or empty_rows()
        pasted = read_members(self.data.get("pasted", ""))
        if pasted:
            rows = [*filter(_says, rows), *map(_row_of, pasted)]
            cleared = cast(QueryDict, self.data).copy()
            cleared["pasted"] = ""
            self.data = cleared
            told = _("The pasted list was put into %(n)d rows below; check names, positions and roles, then save.")
            self.people_errors.append(told % {"n": len(pasted)})
        elif not any(map(_says, rows)):
            self.people_errors.append(_("Enter the members: type them row by row, or paste the list."))
        self.lay(rows, checked=True)
        rows_are_valid = [row.is_valid() for row in self.members]
        return super().is_valid() and all(rows_are_valid) and not self.people_errors

    def refuse(self, error: ValidationError) -> None:
        """Show what the domain refused beside the field it named."""
        for name, said in error.message_dict.items():
            if name in self.fields:
                self.add_error(name, said)
            else:
                self.people_errors += said

    @property
    def row_errors(self) -> list[tuple[str, str]]:
        """What is wrong in the rows, each with the id of its field."""
        found = []
        for row in self.rows:
            for field in row:
                said = _("Member %(number)d, %(field)s: %(error)s")
                parts = {"number": row.number + 1, "field": field.label}
                found += [(field.id_for_label, said % {**parts, "error": error}) for error in field.errors]
        return found

    @property
    def is_refused(self) -> bool:
        return bool(self.is_bound and (self.errors or self.people_errors or self.row_errors))

    def values(self) -> dict[str, Any]:
        """What `councils.set_up` and `councils.correct` take besides the place."""
        decision = {
            name: self.cleaned_data[name] for name in ("name", "decision_number", "decision_date", "decision_issuer")
        }
        return {**decision, "seats": [row.as_seat() for row in self.members]}


def rows_of(council: Council, *, as_new: bool = False) -> list[dict[str, Any]]:
    """The members as rows; for another council without telling whose seats they were."""
    return [
        {"seat": None if as_new else m.pk, "full_name": m.full_name, "job": m.job, "role": m.role,
         "officer": str(m.officer_id or "")}
        for m in council.members.all()
    ]  # fmt: skip


def empty_rows() -> list[dict[str, Any]]:
    """For a council nobody entered yet: the chairman first."""
    return [{"role": Member.Role.CHAIR}, *({"role": Member.Role.MEMBER} for _row in range(EMPTY_ROWS - 1))]


def _posted(data: Any) -> list[dict[str, Any]]:
    lists = [data.getlist(name) for name in ROW]
    many = max((len(values) for values in lists), default=0)
    return [
        {name: values[place] if place < len(values) else "" for name, values in zip(ROW, lists, strict=True)}
        for place in range(min(many, 2 * LARGEST))
    ]


def _row_of(seat: Seat) -> dict[str, Any]:
    return {"full_name": seat.full_name, "job": seat.job, "role": seat.role}


def _says(row: dict[str, Any]) -> bool:
    return bool(str(row.get("full_name") or "").strip() or str(row.get("job") or "").strip())


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 4 else -1
