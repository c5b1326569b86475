"""Fields that people pages share."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Lower
from django.utils.translation import gettext_lazy as _

from people.models import User

MOST_NAMED = 5


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


class SupervisorChoice(forms.ModelChoiceField):
    """Supervisors at work, with title and worksite, as one knows them apart."""

    def __init__(self, **kwargs):
        super().__init__(queryset=User.objects.none(), to_field_name="public_id", empty_label=_("Choose"), **kwargs)

    def offer(self, *, without):
        """Offer every supervisor but the one whose decisions are handed over."""
        self.queryset = User.objects.supervisors().exclude(pk=without.pk).select_related("worksite")

    def label_from_instance(self, person):
        return f"{person.full_name}, {person.title}, {person.worksite}"

    def to_python(self, value):
        try:
            return super().to_python(value)
        except (ValidationError, ValueError) as error:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from error


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs):
        super().__init__(format="%Y-%m-%d", **kwargs)
