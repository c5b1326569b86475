"""Who may say that what a report names was authorized: a second reader from outside the chain behind it (domain 5.10)."""

from django.utils.translation import gettext as _

from workflow.verdicts import YES, no


def may_confirm_authorized(*, is_first, is_behind):
    """`is_first`: who decided it; `is_behind`: who stands behind the account, or above who does."""
    if is_first:
        return no(_("Somebody else confirms what you decided."), clause="C.3")
    if is_behind:
        return no(_("Somebody from outside the chain behind the account confirms it."), clause="C.3")
    return YES
