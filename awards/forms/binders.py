"""How a volume is to be bound."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from awards.models import Binder

MB = 1024 * 1024


class BinderForm(forms.Form):
    """What goes in, and in what form it is printed or sent."""

    content = forms.ChoiceField(label=gettext_lazy("What is bound"), widget=forms.RadioSelect)
    duplex = forms.BooleanField(
        label=gettext_lazy("For printing on both sides: each paper begins on a right-hand page"), required=False
    )
    limit = forms.IntegerField(
        label=gettext_lazy("Largest size of a file, in MB"), required=False, min_value=2, max_value=2000,
        help_text=gettext_lazy("Left empty, everything is one file; else it is divided between papers or exhibits."),
        widget=forms.TextInput(attrs={"class": "fig", "inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": gettext_lazy("Enter a whole number of MB, for example 25.")},
    )  # fmt: skip

    use_required_attribute = False

    def __init__(self, data: Any = None, *, forwarded: bool) -> None:
        super().__init__(data, initial={"content": Binder.Content.ALL})
        left_out = set() if forwarded else {Binder.Content.REPLACED}
        choices = [(value, label) for value, label in Binder.Content.choices if value not in left_out]
        self.fields["content"].choices = choices  # type: ignore[attr-defined]  # of a choice field
        for error, said in (("min_value", _("At least 2 MB.")), ("max_value", _("At most 2000 MB."))):
            self.fields["limit"].error_messages[error] = said
        for validator in self.fields["limit"].validators:
            validator.message = self.fields["limit"].error_messages[validator.code]  # type: ignore[attr-defined]  # Django's own validators

    def choice(self) -> dict[str, Any]:
        """What `binders.request_binder` wants to know."""
        limit = self.cleaned_data["limit"]
        return {
            "content": self.cleaned_data["content"], "duplex": self.cleaned_data["duplex"],
            "part_limit": limit * MB if limit else None,
        }  # fmt: skip
