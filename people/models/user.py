"""A person covered by the policy (APP) and their sign-in: one each, never shared (B.1.f)."""

import uuid
from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from people.models.places import Provider, Worksite
from people.roles import NEEDS_CONFIRMATION
from people.titles import EmploymentStatus, EmploymentType, JobTitle, Unit

MOST_WORDS = 5
BELOW = """
    WITH RECURSIVE below(id) AS (
        SELECT id FROM people_user WHERE reports_to_id = %s
        UNION SELECT person.id FROM people_user person JOIN below ON person.reports_to_id = below.id
    ) SELECT id FROM below
"""


class UserQuerySet(models.QuerySet):
    def working(self):
        """People whom the portal may address: not separated, sign-in not closed."""
        return self.filter(is_active=True).exclude(employment_status=EmploymentStatus.SEPARATED)

    def holding(self, *roles):
        """People who hold one of the roles now, confirmed where that is needed."""
        plain = Q(role_grants__role__in=set(roles) - NEEDS_CONFIRMATION)
        confirmed = Q(role_grants__role__in=set(roles) & NEEDS_CONFIRMATION, role_grants__confirmed_at__isnull=False)
        return self.filter(plain | confirmed, role_grants__ended_at__isnull=True).distinct()

    def named(self, username):
        """The one whose user name this is, whatever the case; never by a look-alike letter."""
        return self.alias(lowered=Lower("username")).filter(lowered=Lower(models.Value(username)))

    def supervisors(self):
        """People at work who supervise somebody at work."""
        staff = User.objects.working().filter(reports_to=models.OuterRef("pk"))
        return self.working().filter(models.Exists(staff), employment_status=EmploymentStatus.ACTIVE)

    def matching(self, *, name="", **exact):
        """People whose names or number hold every word of `name`, and who have all the values of `exact` given."""
        found = self.filter(**{field: value for field, value in exact.items() if value})
        for word in name.split()[:MOST_WORDS]:
            anywhere = Q(legal_first__icontains=word) | Q(legal_last__icontains=word)
            found = found.filter(anywhere | Q(preferred_name__icontains=word) | Q(employee_number__iexact=word))
        return found

    def next_to(self, person, *, before=False):
        """Those who stand after (or before) `person` in the order of names, the nearest first."""
        step = "lt" if before else "gt"
        last, first = Q(legal_last=person.legal_last), Q(legal_first=person.legal_first)
        beyond = (
            Q(**{f"legal_last__{step}": person.legal_last})
            | (last & Q(**{f"legal_first__{step}": person.legal_first}))
            | (last & first & Q(**{f"pk__{step}": person.pk}))
        )
        ordered = self.filter(beyond).order_by("legal_last", "legal_first", "pk")
        return ordered.reverse() if before else ordered

    def below(self, user):
        """Everyone whose reporting line leads to `user`, near or far."""
        return self.filter(pk__in=models.expressions.RawSQL(BELOW, [user.pk]))  # nosec B611


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def get_by_natural_key(self, username):
        return self.named(username).get()


class User(AbstractBaseUser):
    """An employee, a contract employee or a provider's employee, and their way into the portal."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    username = models.CharField(_("user name"), max_length=100, unique=True)
    is_active = models.BooleanField(default=True)

    employee_number = models.CharField(max_length=20, unique=True)
    legal_first = models.CharField(max_length=60)
    legal_last = models.CharField(max_length=60)
    preferred_name = models.CharField(max_length=120, blank=True)
    former_names = models.JSONField(default=list, blank=True)
    work_email = models.EmailField()

    employment_type = models.CharField(max_length=20, choices=EmploymentType)
    employment_status = models.CharField(max_length=10, choices=EmploymentStatus, default=EmploymentStatus.ACTIVE)
    separated_on = models.DateField(null=True, blank=True)
    provider = models.ForeignKey(Provider, null=True, blank=True, on_delete=models.PROTECT, related_name="employees")
    job_title = models.CharField(max_length=30, choices=JobTitle)
    title_text = models.CharField(max_length=80, blank=True)
    unit = models.CharField(max_length=20, choices=Unit)
    worksite = models.ForeignKey(Worksite, on_delete=models.PROTECT, related_name="people")
    reports_to = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="staff")
    without_supervisor_since = models.DateField(null=True, blank=True)

    vg_username = models.CharField(max_length=100, blank=True)
    vg_access_authorized = models.BooleanField(default=False)
    social_media_training_on = models.DateField(null=True, blank=True)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "work_email"
    REQUIRED_FIELDS = []
    is_superuser = False
    is_staff = False

    class Meta:
        ordering = ["legal_last", "legal_first", "pk"]
        constraints = [
            models.UniqueConstraint(Lower("username"), name="user_username_is_unique"),
            models.UniqueConstraint(Lower("work_email"), name="user_work_email_is_unique"),
            models.UniqueConstraint(
                Lower("vg_username"), condition=~Q(vg_username=""), name="user_vg_username_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(vg_access_authorized=False) | ~Q(vg_username=""),
                name="user_vg_access_needs_username",
            ),
            models.CheckConstraint(
                condition=~Q(employment_type=EmploymentType.PROVIDER) | Q(provider__isnull=False),
                name="user_provider_employee_has_provider",
            ),
            models.CheckConstraint(condition=~Q(reports_to=models.F("id")), name="user_reports_to_somebody_else"),
            models.CheckConstraint(
                condition=~Q(employment_status=EmploymentStatus.SEPARATED)
                | Q(separated_on__isnull=False, is_active=False),
                name="user_separated_is_dated_and_closed",
            ),
        ]

    def __str__(self):
        return self.full_name

    @property
    def full_name(self):
        return f"{self.legal_first} {self.legal_last}"

    def get_full_name(self):
        return self.full_name

    @property
    def first_name(self):
        return self.preferred_name.split()[0] if self.preferred_name.strip() else self.legal_first

    def get_absolute_url(self):
        return reverse("person_detail", args=[self.public_id])

    @property
    def title(self):
        return self.title_text if self.job_title == JobTitle.OTHER and self.title_text else self.get_job_title_display()

    @property
    def is_working(self):
        return self.is_active and self.employment_status != EmploymentStatus.SEPARATED

    @cached_property
    def roles(self):
        """The roles held now (confirmed where a second person is needed), read once per request."""
        grants = self.role_grants.filter(ended_at__isnull=True).values_list("role", "confirmed_at")
        return frozenset(role for role, confirmed_at in grants if confirmed_at or role not in NEEDS_CONFIRMATION)

    def has_role(self, *roles):
        return bool(self.roles & set(roles))

    def supervises(self, person):
        """True when this is the person's own supervisor of record (B.2)."""
        return person.reports_to_id is not None and person.reports_to_id == self.pk
