"""The sign-in form."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm, UsernameField
from django.utils.translation import gettext_lazy as _

from people.models import User

ONE_ANSWER = _("The user name or the password is not right. Type both again.")


class SignInForm(AuthenticationForm):
    """One answer whatever was wrong, so that nobody learns which names exist. The name counts whatever its case."""

    username = UsernameField(
        label=_("User name"),
        max_length=User._meta.get_field("username").max_length,
        widget=forms.TextInput(attrs={"autofocus": True}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    error_messages = {"invalid_login": ONE_ANSWER, "inactive": ONE_ANSWER}

    def clean_username(self):
        """Lower case, so that the lock-out counts "Dana" and "dana" as one name."""
        return self.cleaned_data["username"].lower()

    @property
    def was_refused(self):
        """Whether name and password were both given and did not match; not set when a field was at fault."""
        return self.has_error("__all__", code="invalid_login")
