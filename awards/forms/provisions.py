"""What the head of an office records of a rule: a number, where it comes from, how sure that is."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from awards.models import Provision
from wards.forms.entry import NumberField


class ProvisionForm(forms.Form):
    """One rule; which one it is stands in the page's address."""

    value = NumberField(label=gettext_lazy("Value"), decimals=2)
    citation = forms.CharField(
        label=gettext_lazy("Where it comes from"), max_length=300, widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Number, date and article of the document, and what it says."),
        error_messages={"required": gettext_lazy("Enter where the number comes from.")},
    )  # fmt: skip
    confidence = forms.ChoiceField(
        label=gettext_lazy("How sure it is"), choices=Provision.Confidence, widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how sure it is.")},
    )  # fmt: skip

    use_required_attribute = False

    def __init__(self, data: Any = None, *, key: str) -> None:
        super().__init__(data)
        value = self.fields["value"]
        value.required = True
        value.error_messages["required"] = _("Enter the number.")
        if key == Provision.Key.COPIES:
            value.label, value.help_text = _("Number of sets"), _("A whole number from 1 to 20.")
        else:
            value.label = _("Percent of all members")
            value.help_text = _("For example 70 or 66,67; over 0, at most 100.")
            value.unit = "%"  # type: ignore[attr-defined]  # of a number field

    def refuse(self, error: ValidationError) -> None:
        """Show what the domain refused beside the field it named."""
        for name, said in error.message_dict.items():
            self.add_error(name if name in self.fields else "value", said)
