"""Whom the Commissioner appoints."""

from django.utils.translation import gettext_lazy as _

from investigations.forms.fields import PersonField, PlainForm


class AppointForm(PlainForm):
    person = PersonField(label=_("Who is appointed"), error_messages={"required": _("Enter who is appointed.")})
