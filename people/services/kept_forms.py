"""What somebody sent after their session had ended, kept sealed until they sign in again."""

from datetime import timedelta

from django.db import transaction

from people.models import KeptForm

KEEP_FOR = timedelta(hours=24)
MOST_PER_AUTHOR = 10


@transaction.atomic
def keep_form(author, *, path, body, at):
    """Keep a form for its author; `path` is the page that shows it. Only the newest ten of an author are kept."""
    kept = KeptForm.objects.create(author=author, path=path, body=body, kept_at=at)
    newest = KeptForm.objects.filter(author=author).order_by("-kept_at", "-pk")
    KeptForm.objects.filter(pk__in=list(newest.values_list("pk", flat=True)[MOST_PER_AUTHOR:])).delete()
    return kept


def kept_form(author, *, public_id, at):
    """The kept form of this author, or None. It stays until it was sent, or for 24 hours, so a reload loses nothing."""
    return KeptForm.objects.filter(author=author, public_id=public_id, kept_at__gt=at - KEEP_FOR).first()


def forget_form(author, *, public_id):
    """Called once the form was sent after all."""
    KeptForm.objects.filter(author=author, public_id=public_id).delete()


def purge_kept_forms(at):
    """Drop what nobody came back for within 24 hours; returns how many."""
    return KeptForm.objects.filter(kept_at__lte=at - KEEP_FOR).delete()[0]
