"""Acting on somebody's use of Pulse (B.1.c), and finding them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from people.forms.fields import DateInput, PersonField
from pulse_moderation.choices import Privilege
from pulse_moderation.forms.fields import OneOf, PlainForm, Words


class FindForm(PlainForm):
    person = PersonField(label=_("Person"), error_messages={"required": _("Type who it is.")})


class PrivilegeForm(PlainForm):
    kind = OneOf(label=_("What is done?"), choices=Privilege.choices)
    until = forms.DateField(
        label=_("Last day of a suspension"),
        help_text=_("Leave it open for a suspension until somebody restores the privileges."),
        widget=DateInput(),
        required=False,
        error_messages={"invalid": _("Enter a day, such as 11/17/2026.")},
    )
    reason = Words(
        label=_("Reason"),
        help_text=_("The person reads it."),
        max_length=2000,
        error_messages={"required": _("Say why: the person reads it.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["until"].conditional = True
