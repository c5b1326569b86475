"""Fields that the pages of authorizations share."""

import unicodedata

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

# Marks that turn the direction of the text after them: what one reads is then not what stands there.
DIRECTION_MARKS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
UNREADABLE = frozenset({"Cc", "Cs", "Co"})
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"  # what bytes become that are no text
# Left behind by copying from letters and mails; they change nothing and are dropped.
ZERO_WIDTH = str.maketrans("", "", "\u00ad\u200b\u2060\ufeff")


class PlainText(forms.CharField):
    """Text that reads as it is stored: direction marks and control characters are refused at the field."""

    def to_python(self, value):
        return _plain(super().to_python(value))


class PlainAddress(forms.URLField):
    """A web address, as plain as PlainText."""

    def __init__(self, **kwargs):
        super().__init__(assume_scheme="https", validators=[URLValidator(schemes=["https", "http"])], **kwargs)

    def to_python(self, value):
        return super().to_python(_plain(forms.CharField.to_python(self, value)))


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


def _plain(text):
    text = text.translate(ZERO_WIDTH).strip()
    if any(_is_hidden(char) for char in text):
        raise ValidationError(
            _("This holds hidden characters, such as marks that turn the reading direction. Type it anew."),
            code="hidden",
        )
    return text


def _is_hidden(char):
    if char in "\t\n\r":
        return False
    return char in DIRECTION_MARKS or char == REPLACEMENT or unicodedata.category(char) in UNREADABLE
