"""Choices a form gets when it is made."""

import pytest
from django import forms

from emulation.choices import offer


class Asked(forms.Form):
    ward = forms.ChoiceField()
    name = forms.CharField()


def test_offer_concerns_this_form_alone() -> None:
    form, other = Asked({"ward": "2", "name": "a"}), Asked({"ward": "2", "name": "a"})
    offer(form, "ward", [("1", "Một"), ("2", "Hai")])

    assert (form.is_valid(), other.is_valid()) == (True, False)
    assert "Hai" in str(form["ward"])


def test_offer_wants_a_field_of_choices() -> None:
    with pytest.raises(TypeError, match="name of Asked"):
        offer(Asked(), "name", [])
