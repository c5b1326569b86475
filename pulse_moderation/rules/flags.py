"""Who may report a post (C.3). Anybody who can read it, whatever became of their own privileges."""

from django.utils.translation import gettext as _

from workflow.verdicts import YES, no

LONGEST = 2000


def may_flag(by, post, *, earlier):
    """`earlier`: the flag of theirs on this post that is still open, or None."""
    if post.author_id == by.pk:
        return no(_("This is your own post. You can change it, or ask a moderator to take it down."))
    if earlier is not None:
        return no(_("You reported this post already: %(number)s. It is being looked at.") % {"number": earlier.number})
    return YES


def is_seen_before(post, content):
    """Whether a moderator found this very text fine, with what hangs on it (services.attached): flags on it are quiet until
    either changes.
    """
    return bool(post.fine_sha256) and post.fine_sha256 == content


def is_about_youth(clause_id):
    return clause_id in ("B.1.h", "C.2.a")
