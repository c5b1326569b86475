"""Fields that forms about posts share."""

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from people.forms.fields import PlainText

CHOOSE = _("Choose one answer.")


CHOOSE = _("Choose one answer.")


class PlainForm(forms.Form):
    """The page draws the form element, the buttons and the hidden fields of the form around it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True


class Words(PlainText):
    """Text of several lines."""

    def __init__(self, *, rows=4, **kwargs):
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class OneOf(forms.ChoiceField):
    """One answer of a few."""

    def __init__(self, *, choices, asks=CHOOSE, **kwargs):
        errors = {"required": asks, "invalid_choice": asks}
        super().__init__(choices=choices, widget=forms.RadioSelect, error_messages=errors, **kwargs)
