"""Fields that people pages share."""

import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Lower
from django.utils.translation import gettext_lazy as _

from people.models import User

MOST_NAMED = 5

# Marks that turn the direction of the text after them: what one reads is then not what stands there.
DIRECTION_MARKS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
UNREADABLE = frozenset({"Cc", "Cs", "Co"})
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"  # what bytes become that are no text
# Left behind by copying from letters and mails; they change nothing and are dropped.
ZERO_WIDTH = str.maketrans("", "", "\u00ad\u200b\u2060\ufeff")


class PlainText(forms.CharField):
    """Text that reads as it is stored: direction marks and control characters are refused at the field."""

    def to_python(self, value):
        return plain(super().to_python(value))


class PersonField(forms.CharField):
    """One person who works here, typed as full name, employee number, user name or work e-mail.

    A list to choose from would hold the whole agency; what is typed is looked up exactly.
    """

    default_error_messages = {
        "nobody": _("Nobody who works here is known by this. Type the full name or the employee number."),
        "several": _("Several people match: %(people)s. Type the employee number."),
    }

    def __init__(self, **kwargs):
        kwargs.setdefault("help_text", _("Full name, employee number or work e-mail."))
        super().__init__(max_length=200, **kwargs)

    def prepare_value(self, value):
        return value.employee_number if isinstance(value, User) else value

    def clean(self, value):
        text = " ".join(super().clean(value).split())
        if not text:
            return None
        found = list(_known_as(text)[: MOST_NAMED + 1])
        if not found:
            raise ValidationError(self.error_messages["nobody"], code="nobody")
        if len(found) > 1:
            people = ", ".join(f"{person.full_name} ({person.employee_number})" for person in found[:MOST_NAMED])
            raise ValidationError(self.error_messages["several"], code="several", params={"people": people})
        return found[0]


def _known_as(text):
    typed = Lower(Value(text))
    full_name = Lower(Concat(F("legal_first"), Value(" "), F("legal_last")))
    return (
        User.objects.working()
        .alias(full=full_name, login=Lower("username"), mail=Lower("work_email"), number=Lower("employee_number"))
        .filter(Q(full=typed) | Q(login=typed) | Q(mail=typed) | Q(number=typed))
    )


class PersonChoice(forms.ModelChoiceField):
    """One of a few people, with title and worksite, as one knows them apart. The form says which: `queryset`."""

    def __init__(self, **kwargs):
        super().__init__(queryset=User.objects.none(), to_field_name="public_id", empty_label=_("Choose"), **kwargs)

    def label_from_instance(self, person):
        return f"{person.full_name}, {person.title}, {person.worksite}"

    def to_python(self, value):
        try:
            return super().to_python(value)
        except (ValidationError, ValueError) as error:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from error


class SupervisorChoice(PersonChoice):
    """Supervisors at work."""

    def offer(self, *, without):
        """Offer every supervisor but the one whose decisions are handed over."""
        self.queryset = User.objects.supervisors().exclude(pk=without.pk).select_related("worksite")


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs):
        super().__init__(format="%Y-%m-%d", **kwargs)


def plain(text):
    """The text trimmed and without zero-width marks. Raises ValidationError for what does not read as it is stored."""
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
