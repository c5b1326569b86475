"""The youth list: the little the policy needs; JJEMS stays the system of record (domain 5.2)."""

import unicodedata
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from people.models.places import Region, Worksite
from people.roles import Role
from people.titles import CustodyNote, Reach, YouthStatus, reach_of
from sealing.fields import SealedJSONField, SealedTextField
from sealing.hashes import keyed_hash


def name_key(first, last):
    """The keyed hash under which a youth is found by exact name: case, accents and spacing do not matter."""
    folded = unicodedata.normalize("NFKD", f"{first} {last}")
    letters = "".join(char for char in folded if not unicodedata.combining(char))
    return keyed_hash("youth-name", " ".join(letters.casefold().split()))


class YouthQuerySet(models.QuerySet):
    def in_caseload(self, user):
        return self.filter(assigned_caseworker=user)

    def visible_to(self, user):
        """Youth whose page this person may open: their caseload, or, for those who keep the list and Legal, any."""
        return self if user.has_role(Role.ADMIN, Role.LEGAL) else self.in_caseload(user)

    def within_reach(self, user):
        """Youth whom this person's title lets them choose for supervision (domain 5.2, issue item 6)."""
        mine = Q(assigned_caseworker=user)
        reach = reach_of(user.job_title)
        if reach == Reach.WORKSITE:
            mine |= Q(worksite=user.worksite_id)
        elif reach == Reach.REGION:
            mine |= Q(region=user.worksite.region)
        return self.filter(mine)

    def supervised(self):
        """Youth who are not discharged; YES voluntary counts."""
        return self.exclude(status=YouthStatus.DISCHARGED)

    def numbered(self, text):
        """Exact look-up by JJEMS number."""
        return self.filter(jjems_number__iexact=" ".join(text.split()))

    def found_by(self, text):
        """Exact look-up by JJEMS number or by full name; never by part of a name."""
        text = " ".join(text.split())
        return self.filter(Q(jjems_number__iexact=text) | Q(name_key=name_key(text, "")))


class Youth(models.Model):
    """A youth, current or former. Names and birth date are sealed; look-up is by keyed hash."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    jjems_number = models.CharField(max_length=40, unique=True)
    first = SealedTextField()
    last = SealedTextField()
    other_names = SealedJSONField(null=True)
    born_on = SealedTextField()
    name_key = models.BinaryField(max_length=32, db_index=True, editable=False)
    status = models.CharField(max_length=30, choices=YouthStatus)
    region = models.CharField(max_length=20, choices=Region)
    worksite = models.ForeignKey(Worksite, on_delete=models.PROTECT, related_name="youth")
    assigned_caseworker = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="caseload"
    )
    custody_note = models.CharField(max_length=20, choices=CustodyNote, blank=True)

    objects = YouthQuerySet.as_manager()

    class Meta:
        ordering = ["jjems_number"]
        verbose_name_plural = "youth"

    def __str__(self):
        return self.jjems_number

    def get_absolute_url(self):
        return reverse("youth_detail", args=[self.public_id])

    @property
    def is_discharged(self):
        return self.status == YouthStatus.DISCHARGED

    @property
    def initials(self):
        """What lists show, beside the JJEMS number."""
        return f"{self.first.reveal()[:1]}.{self.last.reveal()[:1]}."

    @property
    def short_name(self):
        """What the JJEMS note says: first name and last initial (domain 12.1)."""
        return f"{self.first.reveal()} {self.last.reveal()[:1]}."

    @property
    def full_name(self):
        return f"{self.first.reveal()} {self.last.reveal()}"

    @property
    def reference(self):
        """How every page but the youth's own names a youth."""
        return f"{self.initials} · {self.jjems_number}"
