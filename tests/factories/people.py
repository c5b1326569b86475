"""People, places and youth for tests."""

import datetime

import factory
from factory.django import DjangoModelFactory

from people.models import Region, User, Worksite, Youth
from people.models.youth import name_key
from people.titles import EmploymentType, JobTitle, Unit, YouthStatus


class WorksiteFactory(DjangoModelFactory):
    class Meta:
        model = Worksite
        django_get_or_create = ["name"]

    name = "Harborview District Office"
    region = Region.METRO
    kind = Worksite.Kind.DISTRICT_OFFICE


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    legal_first = "Test"
    legal_last = factory.Sequence(lambda n: f"Person{n}")
    username = factory.LazyAttribute(lambda user: f"{user.legal_first}.{user.legal_last}".lower().replace(" ", ""))
    employee_number = factory.Sequence(lambda n: f"T{n:05}")
    work_email = factory.LazyAttribute(lambda user: f"{user.username}@dys.example")
    employment_type = EmploymentType.STATE
    job_title = JobTitle.CASEWORKER
    unit = Unit.COMMUNITY
    worksite = factory.SubFactory(WorksiteFactory)

    @factory.post_generation
    def password(self, create, extracted, **kwargs):
        self.set_password(extracted or "a password for tests")
        if create:
            self.save(update_fields=["password"])


class YouthFactory(DjangoModelFactory):
    class Meta:
        model = Youth

    jjems_number = factory.Sequence(lambda n: f"TEST-{n:06}")
    first = "Koa"
    last = "Benningfield"
    born_on = datetime.date(2010, 5, 4).isoformat()
    status = YouthStatus.COMMITTED_COMMUNITY
    worksite = factory.SubFactory(WorksiteFactory)
    region = factory.LazyAttribute(lambda youth: youth.worksite.region)
    name_key = factory.LazyAttribute(lambda youth: name_key(youth.first, youth.last))
