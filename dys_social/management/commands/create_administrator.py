import getpass
import os

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import IntegrityError
from django.utils import timezone

from dys_social.first_administrator import create_administrator
from people.models import User
from people.titles import EmploymentType, JobTitle, Unit
from workflow.errors import NotAllowed

PASSWORD = "DYS_ADMINISTRATOR_PASSWORD"  # nosec


class Command(BaseCommand):
    help = (
        "Add the first portal administrator. The password is asked for, or taken from "
        f"{PASSWORD}; at least 15 characters. Further people are added in the portal."
    )

    def add_arguments(self, parser):
        parser.add_argument("username", help="name to sign in with")
        parser.add_argument("--first", required=True, help="legal first name")
        parser.add_argument("--last", required=True, help="legal last name")
        parser.add_argument("--email", required=True, help="work e-mail")
        parser.add_argument("--employee-number", required=True)
        parser.add_argument("--worksite", default="Central Office", help="made when there is none of this name")

    def handle(self, *args, username, first, last, email, employee_number, worksite, **options):
        person = {
            "username": username,
            "legal_first": first,
            "legal_last": last,
            "work_email": email,
            "employee_number": employee_number,
            "employment_type": EmploymentType.STATE,
            "job_title": JobTitle.IT_SYSTEMS,
            "unit": Unit.ADMINISTRATION,
        }
        try:
            validate_email(email)
            password = self._password(User(**person))
            create_administrator(password=password, worksite=worksite, at=timezone.now(), **person)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except NotAllowed as refusal:
            raise CommandError(str(refusal)) from refusal
        except IntegrityError as error:
            raise CommandError("The user name, employee number or e-mail belongs to somebody already.") from error
        self.stdout.write(f"{first} {last} can sign in as {username}. Next: add people, their supervisors and roles.")

    def _password(self, person):
        password = os.environ.get(PASSWORD)
        if password is None:
            if not os.isatty(0):
                raise CommandError(f"Set {PASSWORD}, or run this where a password can be typed.")
            password = getpass.getpass("Password: ")
            if getpass.getpass("The same again: ") != password:
                raise CommandError("The two differ. Nothing was added.")
        validate_password(password, person)
        return password
