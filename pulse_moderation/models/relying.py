"""What a post shows of youth, and the written releases it relies on (B.1.h)."""

import uuid

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from pulse_moderation.models.posts import Post, Revision
from pulse_moderation.models.releases import YouthRelease


class YouthMaterial(models.Model):
    """Said of one text of a post: which material of how many youth, and what tells who they are."""

    post = models.OneToOneField(Post, models.PROTECT, related_name="material")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")  # said of this one; an edit asks again
    kinds = models.JSONField(default=list)
    shows = models.JSONField(default=list)
    youth_count = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        constraints = [CheckConstraint(condition=Q(youth_count__gte=1), name="youth_material_shows_somebody")]


class PostReleaseQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(unlinked_at=None)


class PostRelease(models.Model):
    """A release that a post relies on. Taken off it stays as a row, with who did so."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    post = models.ForeignKey(Post, models.PROTECT, related_name="releases", db_index=False)
    release = models.ForeignKey(YouthRelease, models.PROTECT, related_name="posts")
    linked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    linked_at = models.DateTimeField()
    unlinked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    unlinked_at = models.DateTimeField(null=True)

    objects = PostReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["linked_at", "pk"]
        constraints = [
            UniqueConstraint(
                fields=["post", "release"], condition=Q(unlinked_at=None), name="post_relies_on_a_release_once"
            ),
            CheckConstraint(
                condition=Q(unlinked_at=None, unlinked_by=None)
                | Q(unlinked_at__isnull=False, unlinked_by__isnull=False),
                name="post_release_taken_off_says_by_whom",
            ),
        ]
