"""Pictures of a form that is not sent yet: kept at once, and known to the page by a token of whoever chose them."""

from django.core import signing

from evidence.models import StoredFile

SALT = "pulse_moderation.picture"
KEPT_FOR = 24 * 60 * 60  # seconds


def token_of(file, *, actor):
    """What the form carries instead of the picture."""
    return signing.dumps([actor.pk, str(file.public_id)], salt=SALT)


def known(tokens, *, actor):
    """{token: file} of those that are this person's own and not older than a day, in their order."""
    wanted = {}
    for token in tokens:
        try:
            owner, public_id = signing.loads(token, salt=SALT, max_age=KEPT_FOR)
        except (signing.BadSignature, ValueError, TypeError):
            continue
        if owner == actor.pk:
            wanted[token] = public_id
    files = {str(file.public_id): file for file in StoredFile.objects.filter(public_id__in=wanted.values())}
    return {token: files[public_id] for token, public_id in wanted.items() if public_id in files}
