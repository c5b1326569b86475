"""How often a text that may name a youth is tried on the screen: the roster is not asked name by name (B.1.h, C.2.a)."""

from datetime import timedelta

from django.utils.translation import gettext as _

from workflow.verdicts import YES, no

MOST, WITHIN = 10, timedelta(hours=1)  # ours, not the policy's
CLAUSES = ("B.1.h", "C.2.a")
RELEASE = "S-REL"  # says that a release is missing, not that somebody is named


def may_try(tried):
    """`tried`: how many such texts this person tried within the last hour."""
    if tried >= MOST:
        return no(_("You have tried many texts that may identify a youth. Wait an hour, and try again."), "B.1.h")
    return YES


def names_a_youth(hits):
    return any(hit.clause in CLAUSES and hit.rule != RELEASE for hit in hits)
