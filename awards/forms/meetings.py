"""What is typed of a meeting: when and where, who came, who does not vote, what was counted."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from awards.models import Ballot, Council, Meeting, Member
from emulation.choices import offer
from emulation.signs import LineField
from wards.forms.entry import CountField, VersionField, WordsField
from wards.forms.evidence import DayField

TIME = re.compile(r"(\d{1,2})\s*(?:[:hg.]|giờ)?\s*(\d{2})?\s*(?:phút|p)?", re.IGNORECASE)
LONGEST = 8000  # characters of what was said
REASON = 200


class TimeField(forms.Field):
    """An hour as people write it: 14:00, 14h30, 14 giờ, 1430."""

    widget = forms.TextInput(attrs={"class": "time", "inputmode": "numeric", "autocomplete": "off", "maxlength": 20})

    def to_python(self, value: Any) -> dt.time | None:
        typed = (value or "").strip()
        if not typed:
            return None
        found = TIME.fullmatch(typed)
        try:
            return dt.time(int(found[1]), int(found[2] or 0)) if found else self._refuse(typed)
        except ValueError:
            return self._refuse(typed)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%H:%M}" if isinstance(value, dt.time) else value

    @staticmethod
    def _refuse(typed: str) -> None:
        raise ValidationError(_("“%(typed)s” is not a time of day. Write it like 14:00.") % {"typed": typed})


class MeetingForm(forms.Form):
    """What the minutes say; a new meeting also says what it votes on."""

    assessments = forms.MultipleChoiceField(
        label=gettext_lazy("The council votes on"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose what the council votes on.")},
    )  # fmt: skip
    held_on = DayField(
        label=pgettext_lazy("meeting", "Day"), help_text=gettext_lazy("Day, month, year, for example: 05/03/2020"),
        error_messages={"required": gettext_lazy("Enter the day of the meeting.")},
    )  # fmt: skip
    began = TimeField(
        label=gettext_lazy("Began at"), help_text=gettext_lazy("For example: 14:00"),
        error_messages={"required": gettext_lazy("Enter when the meeting began.")},
    )  # fmt: skip
    ended_at = TimeField(
        label=gettext_lazy("Ended at"), required=False,
        help_text=gettext_lazy("For example: 16:30. May follow later; without it the meeting cannot be closed."),
    )  # fmt: skip
    place = LineField(
        label=pgettext_lazy("meeting", "Place"), max_length=200,
        error_messages={"required": gettext_lazy("Enter where the meeting took place.")},
    )  # fmt: skip
    chair = forms.ChoiceField(
        label=gettext_lazy("Chaired by"),
        error_messages={"required": gettext_lazy("Choose who chaired the meeting.")},
    )  # fmt: skip
    secretary = forms.ChoiceField(
        label=gettext_lazy("Minutes kept by"),
        error_messages={"required": gettext_lazy("Choose who kept the minutes.")},
    )  # fmt: skip
    vote = forms.ChoiceField(label=gettext_lazy("Kind of vote"), choices=Meeting.Vote, widget=forms.RadioSelect)
    guests = WordsField(
        label=gettext_lazy("Guests"), rows=2,
        help_text=gettext_lazy("One person a line: name, position. Guests do not vote."),
    )  # fmt: skip
    agenda = WordsField(label=gettext_lazy("Agenda"), rows=5, help_text=gettext_lazy("One item a line."))
    discussion = WordsField(
        label=gettext_lazy("Opinions of the members"), rows=8, longest=LONGEST,
        help_text=gettext_lazy("What was said and by whom, each opinion in a paragraph of its own. May follow later."),
    )  # fmt: skip
    version = VersionField(required=False, widget=forms.HiddenInput)

    use_required_attribute = False

    def __init__(
        self, council: Council, data: Any = None, *, choices: Iterable[Any] = (), meeting: Meeting | None = None,
        initial: dict[str, Any] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(data, initial=says(meeting) if meeting else initial)
        self.members = {str(member.pk): member for member in council.members.all()}
        people = [("", _("Not chosen yet")), *((pk, f"{one}, {one.job}") for pk, one in self.members.items())]
        for post in ("chair", "secretary"):
            offer(self, post, people)
        self.fields["ended_at"].is_conditional = True  # type: ignore[attr-defined]  # read by field.html
        self.fields["agenda"].required = True
        self.fields["agenda"].error_messages["required"] = _("Enter the agenda.")
        if meeting:
            del self.fields["assessments"]
        else:
            self.offered = list(choices)
            words = ((one, f"{one.ward}: {one.period}" if council.office_id else one.period) for one in self.offered)
            offer(self, "assessments", [(str(one.pk), str(said)) for one, said in words])

    def refuse(self, error: ValidationError) -> None:
        """Show what the domain refused beside the field it named."""
        for name, said in error.message_dict.items():
            self.add_error(name if name in self.fields else None, said)

    def values(self) -> dict[str, Any]:
        """The columns of a meeting, as `councils_meetings.begin` and `rewrite` take them."""
        typed = self.cleaned_data
        ended = typed["ended_at"]
        words = {name: typed[name].strip() for name in ("place", "guests", "agenda", "discussion")}
        return {
            **words, "vote": typed["vote"], "held_at": _moment(typed["held_on"], typed["began"]),
            "ended_at": _moment(typed["held_on"], ended) if ended else None,
            "chair": self.members.get(typed["chair"]), "secretary": self.members.get(typed["secretary"]),
        }  # fmt: skip


def says(meeting: Meeting) -> dict[str, Any]:
    """A meeting as the fields show it."""
    began, ended = timezone.localtime(meeting.held_at), meeting.ended_at
    words = {name: getattr(meeting, name) for name in ("place", "guests", "agenda", "discussion", "vote", "version")}
    return {
        **words, "held_on": began.date(), "began": began.time(),
        "ended_at": timezone.localtime(ended).time() if ended else None,
        "chair": str(meeting.chair_id or ""), "secretary": str(meeting.secretary_id or ""),
    }  # fmt: skip


def _moment(day: dt.date, hour: dt.time) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, hour))


class CountForm(forms.Form):
    """What one person counted."""

    in_favour = CountField(label=pgettext_lazy("votes", "In favour"))
    against = CountField(label=pgettext_lazy("votes", "Against"))
    blank = CountField(
        label=pgettext_lazy("votes", "Blank"),
        help_text=gettext_lazy("Blank or spoilt ballots, and those not handed in; without any, enter 0."),
    )  # fmt: skip

    seen = VersionField(required=False, widget=forms.HiddenInput)  # how many rounds of counting had failed

    use_required_attribute = False

    def __init__(
        self, data: Any = None, *, of_hands: bool = False, initial: dict[str, Any] | None = None
    ) -> None:  # fmt: skip
        super().__init__(data, initial=initial)
        if of_hands:
            self.fields["blank"].label = pgettext("votes", "No opinion")
            self.fields["blank"].help_text = _("Who raised their hand for neither; without any, enter 0.")
        for name in ("in_favour", "against", "blank"):
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = _("Enter a number; where there is none, 0.")

    def refuse(self, error: ValidationError) -> None:
        """Show what the domain refused beside the field it named."""
        for name, said in error.message_dict.items():
            self.add_error(name, said)


class MemberRows(forms.Form):
    """Members ticked, each with a reason: who was absent (`present` is ticked), or who does not vote."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(
        self, members: Sequence[Member], data: Any = None, *, reasons: dict[int, str], ticked: set[int]
    ) -> None:
        super().__init__(data)
        self.members = list(members)
        self.reasons, self.ticked = reasons, ticked
        if data is not None:
            self.ticked = {one.pk for one in self.members if str(one.pk) in data.getlist("member")}
            self.reasons = {one.pk: data.get(f"reason-{one.pk}", "").strip() for one in self.members}
        self.wrong: dict[int, str] = {}

    def is_valid(self) -> bool:
        """No reason may be longer than its column, nor hold what no text holds."""
        for pk, reason in self.reasons.items():
            if len(reason) > REASON:
                self.wrong[pk] = _("At most %(most)d characters; typed: %(typed)d.") % {
                    "most": REASON,
                    "typed": len(reason),
                }
            elif "\x00" in reason:
                self.wrong[pk] = _("The text holds a character that cannot be kept.")
        return super().is_valid() and not self.wrong

    def refuse(self, error: ValidationError) -> None:
        """Show what the domain refused beside the member it named."""
        self.wrong |= {int(pk): " ".join(said) for pk, said in error.message_dict.items()}

    def of_the(self, chosen: bool) -> dict[int, str]:
        """The reasons of those that are ticked (`chosen`), or of those that are not."""
        return {one.pk: self.reasons.get(one.pk, "") for one in self.members if (one.pk in self.ticked) is chosen}

    def rows(self) -> list[tuple[Member, bool, str, str]]:
        """Each member: ticked or not, the reason, what is wrong with it."""
        return [
            (one, one.pk in self.ticked, self.reasons.get(one.pk, ""), self.wrong.get(one.pk, ""))
            for one in self.members
        ]


class WardsForm(forms.Form):
    """Which wards the city's council votes on."""

    assessments = MeetingForm.base_fields["assessments"]

    def __init__(self, data: Any = None, *, ballots: Iterable[Ballot], offered: Iterable[Any]) -> None:
        there = [ballot.assessment for ballot in ballots]
        super().__init__(data, initial={"assessments": [str(one.pk) for one in there]})
        pks = {one.pk for one in there}
        every = [*there, *(one for one in offered if one.pk not in pks)]
        offer(self, "assessments", [(str(one.pk), f"{one.ward}: {one.period}") for one in every])
