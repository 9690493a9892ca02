"""How a volume is to be bound."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy

from awards.models import Binder
from emulation.choices import offer

MB = 1024 * 1024


class BinderForm(forms.Form):
    """What goes in, and in what form it is printed or sent."""

    content = forms.ChoiceField(label=gettext_lazy("What is bound"), widget=forms.RadioSelect)
    duplex = forms.BooleanField(
        label=gettext_lazy("For printing on both sides: each paper begins on a right-hand page"), required=False
    )
    limit = forms.IntegerField(
        label=gettext_lazy("Largest size of a file, in MB"), required=False,
        validators=[
            MinValueValidator(2, gettext_lazy("At least 2 MB.")),
            MaxValueValidator(2000, gettext_lazy("At most 2000 MB.")),
        ],
        help_text=gettext_lazy("Left empty, everything is one file; else it is divided between papers or exhibits."),
        widget=forms.TextInput(attrs={"class": "fig", "inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": gettext_lazy("Enter a whole number of MB, for example 25.")},
    )  # fmt: skip

    use_required_attribute = False

    def __init__(self, data: Any = None, *, forwarded: bool) -> None:
        super().__init__(data, initial={"content": Binder.Content.ALL})
        left_out = set() if forwarded else {Binder.Content.REPLACED}
        choices = [(value, label) for value, label in Binder.Content.choices if value not in left_out]
        offer(self, "content", choices)

    def choice(self) -> dict[str, Any]:
        """What `binders.request_binder` wants to know."""
        limit = self.cleaned_data["limit"]
        return {
            "content": self.cleaned_data["content"], "duplex": self.cleaned_data["duplex"],
            "part_limit": limit * MB if limit else None,
        }  # fmt: skip
