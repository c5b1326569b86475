"""Fields of the filing pages."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Lower
from django.utils.translation import gettext_lazy as _

from people.forms.fields import DateInput, PlainText
from people.models import User
from violations import rules

MOST_SHOWN = 40
CHOOSE = _("Choose one answer.")


class Area(PlainText):
    """Text of several lines."""

    def __init__(self, *, rows=3, **kwargs):
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class Day(forms.DateField):
    def __init__(self, **kwargs):
        super().__init__(
            widget=DateInput(), error_messages={"invalid": _("Enter a day, such as 11/17/2026.")}, **kwargs
        )


class OneOf(forms.ChoiceField):
    """One answer of a few, as tiles."""

    def __init__(self, *, choices, asks=CHOOSE, **kwargs):
        super().__init__(
            choices=choices,
            widget=forms.RadioSelect,
            error_messages={"required": asks, "invalid_choice": asks},
            **kwargs,
        )


class PeopleField(PlainText):
    """People of the portal, one a line, looked up exactly: nothing here offers whom one did not know.

    `by_name_only`: full names alone, and of two people of one name nothing but that there are two.
    """

    default_error_messages = {
        "nobody": _("Nobody here is known as “%(name)s”. Check the spelling, or describe them below."),
        "several": _(
            "Several people are known as “%(name)s”. Type the employee number or work e-mail, or say below who it is."
        ),
        "too_many": _("A report names at most %(n)s people. File a second one."),
    }
    by_name_only = False

    def clean(self, value):
        names = [" ".join(line.split()) for line in super().clean(value).splitlines()]
        names = list(dict.fromkeys(name for name in names if name))
        if len(names) > rules.MOST_NAMED:
            raise ValidationError(self.error_messages["too_many"], code="too_many", params={"n": rules.MOST_NAMED})
        found, faults = {}, []
        for name, people in self._looked_up(names).items():
            if len(people) == 1:
                found[people[0].pk] = people[0]
            else:
                code = "several" if people else "nobody"
                params = {"name": name[:MOST_SHOWN]}
                faults.append(ValidationError(self.error_messages[code], code=code, params=params))
        if faults:
            raise ValidationError(faults)
        return list(found.values())

    def _looked_up(self, names):
        """{name as typed: the people it may mean}, in one query."""
        if not names:
            return {}
        typed = [Lower(Value(name)) for name in names]
        full_name = Lower(Concat(F("legal_first"), Value(" "), F("legal_last")))
        people = User.objects.annotate(full=full_name)
        wanted = Q(full__in=typed)
        if not self.by_name_only:
            people = people.annotate(mail=Lower("work_email"), code=Lower("employee_number"))
            wanted |= Q(mail__in=typed) | Q(code__in=typed)
        people = list(people.filter(wanted))
        return {name: [one for one in people if self._means(name.lower(), one)] for name in names}

    def _means(self, typed, person):
        known = {person.full.lower()}
        if not self.by_name_only:
            known |= {person.work_email.lower(), person.employee_number.lower()}
        return typed in known
