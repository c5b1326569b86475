"""Posting on Pulse from the portal, as somebody who may at this very moment (B.1, B.1.a, B.1.c, B.1.e)."""

from django.db import transaction

from evidence.services import keep
from policy.services import acknowledge, is_current, settings_now
from pulse_moderation.choices import Kind
from pulse_moderation.rules import composing as rules
from pulse_moderation.services import privileges, receiving, screening, trying
from pulse_moderation.services.incoming import IncomingFile

NOTICE = "pulse.notice"
MEGABYTE = 1 << 20


def may_compose(author, *, at):
    """Whether this person may post now; the reason and the clause when not."""
    return rules.may_compose(
        author, is_barred=privileges.is_barred(author, at), has_read_notice=is_current(author, NOTICE, at)
    )


def has_read_notice(author, *, at):
    return is_current(author, NOTICE, at)


def read_notice(author, *, at):
    """Record that they read the notice about Pulse as it stands (B.1.a)."""
    return acknowledge(author, kind=NOTICE, at=at)


def look(author, *, title, body, has_image, is_youth_material, at):
    """What the screen would say of a text, as its author may know it: a list of rules.composing.Told. Nothing of it is kept
    but that it may name a youth. Raises NotAllowed after too many of these within an hour.
    """
    has_image = has_image and settings_now()["pulse_hold_images"]

    def found():
        return screening.preview(
            author, title=title, body=body, has_image=has_image, is_youth_material=is_youth_material, at=at
        )

    hits = trying.on_trial(author, found, text=f"{title}\n{body}", where="pulse_compose", at=at)
    return rules.told_of((hit.rule, hit.clause, hit.mode, hit.severity) for hit in hits if not hit.restricted)


def told_of(revision):
    """What the screen said of a revision that is kept, as its author may know it."""
    return rules.told_of(revision.hits.open().order_by("pk").values_list("rule__code", "clause", "mode", "severity"))


@transaction.atomic
def publish(author, *, form_key, body, at, title="", files=(), is_youth_material=False, kind=Kind.POST, recipients=()):
    """Post, and screen at once: it is shown, or waits for a moderator. The same form sent again gives the same post.

    `files` are StoredFile. Raises NotAllowed for whoever may not post at this moment, also in a session opened before.
    """
    _let(author, at)
    post = receiving.compose(
        author, form_key=form_key, title=title, body=body, attachments=attached(files), kind=kind, at=at,
        is_youth_material=is_youth_material, recipients=recipients,
    )  # fmt: skip
    return _screened(post, at)


@transaction.atomic
def revise(post, *, actor, at, body, title="", files=(), is_youth_material=False):
    """The author's new text, screened like any other; the old one is kept. Raises NotAllowed, Stale."""
    _let(actor, at)
    revised = receiving.revise_own(
        post, actor=actor, title=title, body=body, attachments=attached(files), at=at,
        is_youth_material=is_youth_material,
    )  # fmt: skip
    return _screened(revised, at)


def keep_picture(upload, *, actor, at):
    """Keep one picture, sealed, with a copy made for viewing. Raises evidence.safety.Refused."""
    most_bytes = settings_now()["upload_max_mb"] * MEGABYTE
    return keep(upload.read(), name=upload.name, most_bytes=most_bytes, actor=actor, at=at)


def _let(author, at):
    """Refuse whoever may not post; what is done about their privileges meanwhile waits, or is seen."""
    privileges.locked(author)
    may_compose(author, at=at).enforce()


def attached(files):
    """Kept files, as services.receiving takes them."""
    return tuple(IncomingFile(media_type=file.pages[0]["kind"], file=file) for file in files)


def _screened(post, at):
    screening.screen_posts([post.pk], at=at)
    post.refresh_from_db()
    return post
