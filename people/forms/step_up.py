"""The proof that a confidential page asks for again, of somebody signed in."""

from django import forms
from django.utils.translation import gettext_lazy as _


class WithProof:
    """Stands before forms.Form: asks for the password last, or for nothing with `is_proved=True`.

    Whether the password is right is the business of services.prove.
    """

    def __init__(self, *args, is_proved=False, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_proved:
            self.fields["password"] = forms.CharField(
                label=_("Your password"),
                help_text=_("Asked again because this page is confidential."),
                strip=False,
                max_length=1000,
                widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
            )


class ProofForm(WithProof, forms.Form):
    """Nothing but the proof: what stands before a sealed field."""
