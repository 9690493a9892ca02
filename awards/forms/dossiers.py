"""What the office chooses for a dossier: the period, its wards in their order, the meeting that votes on it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from awards.domain.writing.dossier_facts import WardResult
from awards.models import Meeting
from awards.rules import Assessment
from emulation.choices import offer
from emulation.templatetags.vietnamese import day
from wards.forms.entry import CountField
from wards.forms.review import RequiredReason


class RoundForm(forms.Form):
    """In which period a round of proposals is begun; `choices` are (id, words)."""

    period = forms.TypedChoiceField(
        label=gettext_lazy("Period"), coerce=int,
        error_messages={"required": gettext_lazy("Choose the period.")},
    )  # fmt: skip

    use_required_attribute = False

    def __init__(self, choices: Sequence[tuple[int, str]], data: Any = None) -> None:
        super().__init__(data)
        offer(self, "period", choices)


class WardsForm(forms.Form):
    """Which wards, and which comes first: a tick and a place for each. `seen` is the list the page showed."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=4000)

    use_required_attribute = False

    def __init__(
        self, named: Sequence[Assessment], free: Sequence[Assessment], results: Mapping[int, WardResult],
        data: Any = None,
    ) -> None:  # fmt: skip
        super().__init__(data, initial={"seen": ",".join(str(found.pk) for found in named)})
        self.results = results  # of the appraisal, by assessment (id)
        self.assessments, self.named = [*named, *free], {found.pk for found in named}
        for place, found in enumerate(self.assessments, start=1):
            chosen, inside = f"in_{found.pk}", found.pk in self.named
            self.fields[chosen] = forms.BooleanField(label=str(found.ward), required=False, initial=inside)
            self.fields[f"place_{found.pk}"] = CountField(
                label=_("Place of %(ward)s") % {"ward": found.ward}, initial=place if inside else None
            )

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Each ward with its two fields."""
        return [
            {
                "assessment": found,
                "chosen": self[f"in_{found.pk}"],
                "place": self[f"place_{found.pk}"],
                "total": self.results[found.pk].office_total,
            }
            for found in self.assessments
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not self.named and not self.chosen():
            self.add_error(None, _("Tick at least one ward."))
        return cleaned

    def chosen(self) -> list[int]:
        """Ids of the ticked ones: by the places typed, those without one last."""
        ticked = [found.pk for found in self.assessments if self.cleaned_data[f"in_{found.pk}"]]
        far = len(ticked) + 10_000
        return sorted(ticked, key=lambda pk: self.cleaned_data[f"place_{pk}"] or far)

    def shown(self) -> list[int]:
        """The list the person had before them."""
        return [int(pk) for pk in self.cleaned_data["seen"].split(",") if pk.isdecimal() and len(pk) < 12]


class KeepVoteForm(forms.Form):
    """Why a vote stands although what was voted on changed after it; `seen` is what the person had before them."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    reason = RequiredReason(
        label=gettext_lazy("Why the vote stands"),
        help_text=gettext_lazy("It is printed in the annex of the city's proposal, and the province reads it."),
    )

    use_required_attribute = False


class KeepWardVoteForm(KeepVoteForm):
    """The same of a ward's own council."""

    reason = RequiredReason(
        label=gettext_lazy("Why the vote stands"),
        help_text=gettext_lazy("It is printed in the ward's proposal, and whoever appraises reads it."),
    )


class MeetingChoiceForm(forms.Form):
    """The meeting of the city's council that votes on the dossier."""

    meeting = forms.TypedChoiceField(
        label=gettext_lazy("Meeting of the city's council"), coerce=int, empty_value=None, required=False,
        widget=forms.RadioSelect,
    )  # fmt: skip

    use_required_attribute = False

    def __init__(self, meetings: Sequence[Meeting], data: Any = None, *, chosen: int | None = None) -> None:
        super().__init__(data, initial={"meeting": chosen or ""})
        offer(self, "meeting", [*((meeting.pk, self._told(meeting)) for meeting in meetings), ("", _("None yet"))])

    @staticmethod
    def _told(meeting: Meeting) -> str:
        wards = ", ".join(str(ballot.assessment.ward) for ballot in meeting.ballots.all())
        state = _("closed") if meeting.is_closed else _("not closed yet")
        told = {"day": day(meeting.held_at), "place": meeting.place, "state": state, "wards": wards}
        return _("%(day)s, %(place)s (%(state)s): %(wards)s") % told
