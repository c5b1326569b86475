"""The social media sites (A.1: examples, "but are not limited to") and what each shows of its viewers (B.2.d)."""

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from authorizations.choices import HideSetting, ViewerVisibility
from authorizations.handles import Site, names_site


class Platform(models.Model):
    """A site. Administrators keep its facts, Legal records rulings; a site is retired, never deleted."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        RENAMED = "renamed", _("Renamed")
        RETIRED = "retired", _("Retired, no new requests")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=60, unique=True)
    slug = models.SlugField(unique=True)
    family = models.CharField(max_length=60)  # accounts of one family are one login: Twitter and X
    is_named_in_policy = models.BooleanField(default=False)
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    domains = models.JSONField(default=list, blank=True)
    ignores_dots = models.BooleanField(default=False)
    has_ascii_handles = models.BooleanField(default=True)
    uses_subdomains = models.BooleanField(default=False)
    is_other = models.BooleanField(default=False)  # the row "Other (name it)"
    rules_url = models.URLField(blank=True)
    viewer_visibility = models.CharField(max_length=20, choices=ViewerVisibility)
    visible_features = models.CharField(max_length=200, blank=True)
    hide_setting = models.CharField(max_length=20, choices=HideSetting)
    hide_howto = models.TextField(blank=True)
    facts_verified_on = models.DateField(null=True, blank=True)
    ruling = models.TextField(blank=True)
    ruling_condition = models.CharField(max_length=300, blank=True)
    ruled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ruled_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["is_other", "name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ruling="") | models.Q(ruled_by__isnull=False, ruled_on__isnull=False),
                name="platform_ruling_is_signed",
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return f"{reverse('platform_list')}#{self.slug}"

    @property
    def site(self):
        return Site(
            name=self.name,
            domains=tuple(self.domains),
            ignores_dots=self.ignores_dots,
            is_ascii=self.has_ascii_handles,
            uses_subdomains=self.uses_subdomains,
        )

    @classmethod
    def listed_as(cls, text):
        """The site of the list that somebody names under "Other", whatever its status, or None."""
        listed = cls.objects.filter(is_other=False).order_by("status", "name")
        return next((platform for platform in listed if names_site(text, platform.site)), None)

    @property
    def takes_requests(self):
        return self.status == self.Status.ACTIVE

    @property
    def shows_viewers(self):
        return self.viewer_visibility in (ViewerVisibility.SOME, ViewerVisibility.PROFILE_VIEWS)

    @property
    def needs_ruling(self):
        """It shows viewers and nothing hides them: refused until Legal has ruled (B.2.d, domain trap 8)."""
        return self.shows_viewers and self.hide_setting == HideSetting.NO
