"""The seven words, typed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from authorizations.forms.fields import PlainForm
from people.forms.fields import PlainText


class KeyForm(PlainForm):
    key = PlainText(
        label=_("Type the seven words"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": _("Type the seven words of the key.")},
    )

    def refuse(self):
        """One sentence, whatever was wrong with it."""
        if not self.errors:
            self.add_error("key", _("This is not the key. Compare each word with what you wrote down."))
