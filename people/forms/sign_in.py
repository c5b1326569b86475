"""The sign-in form."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

ONE_ANSWER = _("The user name or the password is not right. Type both again.")


class SignInForm(AuthenticationForm):
    """One answer whatever was wrong, so that nobody learns which names exist. The name counts whatever its case."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    error_messages = {"invalid_login": ONE_ANSWER, "inactive": ONE_ANSWER}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("User name")

    def clean_username(self):
        """Lower case, so that the lock-out counts "Dana" and "dana" as one name."""
        return self.cleaned_data["username"].lower()

    @property
    def was_refused(self):
        """Whether name and password were both given and did not match; not set when a field was at fault."""
        return self.has_error("__all__", code="invalid_login")
