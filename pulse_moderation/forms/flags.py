"""Reporting a post: what is wrong with it, in everyday words, and what one has to say about it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from people.forms.fields import PlainText
from policy.models import Clause
from pulse_moderation.forms.fields import PlainForm, Words
from pulse_moderation.rules.flags import LONGEST
from violations.forms.picker import CARDS, NOT_SURE

LONGEST_COPY = 20_000
GROUPS = (
    (_("A youth"), ("C.2.a", "B.1.h", "C.2.b", "C.2.c")),
    (_("What is said or shown"), ("B.1.i.i", "B.1.i.ii", "B.1.i.iii", "B.1.d", "B.1.b", "B.1.f")),
    (_("A colleague, another agency, or DYS"), ("C.2.i", "B.1.e", "C.2.d", "C.2.g", "P.1")),
)
CHOICES = [(clause, CARDS[clause].label) for _title, clauses in GROUPS for clause in clauses]
ASKS = _("Choose what is wrong with it, or “not sure”.")


class FlagForm(PlainForm):
    clause = forms.ChoiceField(
        label=_("What is wrong with it?"),
        choices=[*CHOICES, (NOT_SURE, _("I am not sure"))],
        widget=forms.RadioSelect,
        error_messages={"required": ASKS, "invalid_choice": ASKS},
    )
    comment = Words(label=_("Anything a moderator should know"), max_length=LONGEST, rows=3, required=False)

    def groups(self):
        """The cards, as the page draws them: (title, cards, whether the chosen one is among them)."""
        return [(title, [CARDS[clause] for clause in clauses]) for title, clauses in GROUPS]

    def facts(self):
        chosen = self.cleaned_data["clause"]
        clause = None if chosen == NOT_SURE else Clause.objects.get(pk=chosen)
        return {"clause": clause, "comment": self.cleaned_data["comment"]}


class FlagElsewhereForm(FlagForm):
    """Of a post that stands on Pulse and not in the portal."""

    text = Words(label=_("Its text, copied"), max_length=LONGEST_COPY, rows=5, required=False)
    address = PlainText(label=_("Its address"), max_length=1900, required=False)
    author_name = PlainText(label=_("Who wrote it, as it stands there"), max_length=200, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].conditional = self.fields["address"].conditional = True

    def clean_address(self):
        address = self.cleaned_data["address"]
        if address and not address.lower().startswith(("https://", "http://")):
            raise forms.ValidationError(_("Enter the whole address. It begins with https://."))
        return address

    def clean(self):
        said = super().clean()
        if not said.get("text") and not said.get("address") and not self.errors:
            self.add_error("text", _("Copy its text, or enter its address."))
        return said

    def facts(self):
        said = {name: self.cleaned_data[name] for name in ("text", "address", "author_name")}
        return super().facts() | said
