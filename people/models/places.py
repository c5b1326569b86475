"""Regions, worksites and the organizations that run some of them (domain 4.1)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Region(models.TextChoices):
    CENTRAL_OFFICE = "central_office", _("Central Office")
    METRO = "metro", _("Metro")
    NORTHEAST = "northeast", _("Northeast")
    SOUTHEAST = "southeast", _("Southeast")
    CENTRAL = "central", _("Central")
    WESTERN = "western", _("Western")


class Provider(models.Model):
    """An organization under contract."""

    name = models.CharField(max_length=120, unique=True)

    def __str__(self):
        return self.name


class Worksite(models.Model):
    """A DYS place where people work; never a social media site."""

    class Kind(models.TextChoices):
        CENTRAL_OFFICE = "central_office", _("Central office")
        REGIONAL_OFFICE = "regional_office", _("Regional office")
        DISTRICT_OFFICE = "district_office", _("District office")
        RESIDENTIAL = "residential", _("Residential program")
        COMMUNITY = "community", _("Community program")

    name = models.CharField(max_length=120, unique=True)
    region = models.CharField(max_length=20, choices=Region)
    kind = models.CharField(max_length=20, choices=Kind)
    provider = models.ForeignKey(Provider, null=True, blank=True, on_delete=models.PROTECT, related_name="worksites")

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name
