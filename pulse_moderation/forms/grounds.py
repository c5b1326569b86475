"""Why a post is decided about: the clauses with their own words, the reason the author reads, the report behind it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from authorizations.forms.fields import PlainForm, PlainText
from policy import catalogue
from policy.models import Clause
from pulse_moderation.choices import AGAINST
from pulse_moderation.rules.deciding import grounds_suffice
from pulse_moderation.services.deciding import Grounds

# What a text or picture on Pulse can break: what B.1 prohibits, and the prohibited uses of C.2 that a post can be.
CITED = (
    *("B.1.b", "B.1.d", "B.1.e", "B.1.f", "B.1.h", "B.1.i.i", "B.1.i.ii", "B.1.i.iii"),
    *("C.2.a", "C.2.b", "C.2.c", "C.2.d", "C.2.g", "C.2.i", "P.1"),
)


def clause_choices():
    """[(id, its label)] in the order of the policy."""
    return [(one, catalogue.clause(one).label) for one in CITED]


class GroundsForm(PlainForm):
    """`reports`: (public id, number, filed at) of the reports its reader filed."""

    clauses = forms.MultipleChoiceField(
        label=_("Because of"), required=False, widget=forms.CheckboxSelectMultiple, choices=clause_choices
    )
    is_discretion = forms.BooleanField(label=_("B.1.a: DYS discretion"), required=False)
    reason = PlainText(
        label=_("What the author will read"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    note = PlainText(
        label=_("Note for moderators"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    report = forms.ChoiceField(label=_("Violation report"), required=False)
    no_report_reason = PlainText(
        label=_("Or why there is no report"), max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args, reports=(), kind="", **kwargs):
        super().__init__(*args, **kwargs)
        self.kind = kind
        numbers = [(str(public_id), number) for public_id, number, _filed_at in reports]
        self.fields["report"].choices = [("", _("None")), *numbers]

    def clean(self):
        cleaned = super().clean()
        if not self.errors:
            self._check(cleaned)
        return cleaned

    def _check(self, cleaned):
        """The rule says whether it suffices; the form says at which field."""
        kind = self.chosen_kind(cleaned)
        said = {
            "is_discretion": cleaned["is_discretion"],
            "reason": cleaned["reason"],
            "report_id": cleaned["report"] or None,
            "no_report_reason": cleaned["no_report_reason"],
        }
        verdict = grounds_suffice(kind, cleaned["clauses"], **said)
        if verdict:
            return
        has_ground = cleaned["clauses"] or cleaned["is_discretion"]
        field = "clauses" if not has_ground else "reason" if not cleaned["reason"] else "no_report_reason"
        self.add_error(field, verdict.reason)

    def chosen_kind(self, cleaned):
        return self.kind

    def grounds(self):
        """What the service takes, of a form that is all right."""
        cleaned = self.cleaned_data
        is_against = self.chosen_kind(cleaned) in AGAINST
        rows = Clause.objects.in_bulk(cleaned["clauses"]) if is_against else {}
        return Grounds(
            clauses=tuple(rows[one] for one in cleaned["clauses"] if one in rows),
            is_discretion=is_against and cleaned["is_discretion"],
            reason=cleaned["reason"],
            note=cleaned["note"],
            report_id=cleaned["report"] or None if is_against else None,
            no_report_reason=cleaned["no_report_reason"] if is_against else "",
        )
