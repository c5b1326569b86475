"""Fields that the pages of authorizations share."""

from crispy_forms.helper import FormHelper
from django import forms
from django.core.validators import URLValidator

from people.forms.fields import PlainText, plain

__all__ = ["PlainAddress", "PlainForm", "PlainText", "version_field"]


class PlainAddress(forms.URLField):
    """A web address, as plain as PlainText."""

    def __init__(self, **kwargs):
        super().__init__(assume_scheme="https", validators=[URLValidator(schemes=["https", "http"])], **kwargs)

    def to_python(self, value):
        return super().to_python(plain(forms.CharField.to_python(self, value)))


class PlainForm(forms.Form):
    """The page draws the form element, the buttons and the hidden fields of the form around it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True


def version_field():
    """The version of the record that the reader of the form saw."""
    return forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
