"""Fields that the forms of the compartment share."""

import re

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from people.forms.fields import DateInput, PersonField, PlainText
from people.models import Youth

LONG = 4000
SECRET = re.compile(r"\b(?:pass\s?(?:word|code|phrase)|pwd|passwd|pin)\b\s*(?:is|was|=|:|-)\s*\S", re.IGNORECASE)

__all__ = ["Day", "Long", "Moment", "PersonField", "PlainForm", "Short", "YouthField", "version_field"]


class PlainForm(forms.Form):
    """The page draws the form element, the buttons and the hidden fields of the form around it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True


class NoPassword(PlainText):
    """Text that must not hold a password: the portal keeps none (domain 5.6)."""

    def clean(self, value):
        text = super().clean(value)
        if text and SECRET.search(text):
            raise ValidationError(_("This looks like a password. The portal keeps none: leave it out."), code="secret")
        return text


class Short(NoPassword):
    def __init__(self, **kwargs):
        kwargs.setdefault("max_length", 300)
        super().__init__(**kwargs)


class Long(NoPassword):
    def __init__(self, *, rows=4, **kwargs):
        kwargs.setdefault("max_length", LONG)
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class Day(forms.DateField):
    def __init__(self, **kwargs):
        asks = _("Enter the day.")
        super().__init__(widget=DateInput(), error_messages={"required": asks, "invalid": asks}, **kwargs)


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self):
        super().__init__(format="%Y-%m-%dT%H:%M")


class Moment(forms.DateTimeField):
    """A day and a time of day in Massachusetts."""

    def __init__(self, **kwargs):
        asks = _("Enter the day and the time.")
        super().__init__(widget=MomentInput(), error_messages={"required": asks, "invalid": asks}, **kwargs)


class YouthField(forms.CharField):
    """Youth by whole JJEMS numbers, several separated by commas; each look-up is exact."""

    def __init__(self, **kwargs):
        kwargs.setdefault("help_text", _("Whole JJEMS numbers, separated by commas."))
        super().__init__(max_length=300, **kwargs)

    def prepare_value(self, value):
        if isinstance(value, list | tuple):
            return ", ".join(youth.jjems_number for youth in value)
        return value

    def clean(self, value):
        numbers = [" ".join(part.split()) for part in super().clean(value).split(",")]
        found, missing = [], []
        for number in filter(None, numbers):
            youth = Youth.objects.numbered(number).first()
            found.append(youth) if youth else missing.append(number)
        if missing:
            raise ValidationError(_("No youth has the number %(number)s.") % {"number": ", ".join(missing)})
        return list(dict.fromkeys(found))


def version_field():
    """The version of the record that the reader of the form saw."""
    return forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)


class VersionedForm(PlainForm):
    version = version_field()
