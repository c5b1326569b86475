from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from dys_social.first_administrator import confirm_first_legal
from people.models import User
from workflow.errors import NotAllowed


class Command(BaseCommand):
    help = "Confirm the role of the first member of the Legal Unit, whom nobody in the portal can confirm yet."

    def add_arguments(self, parser):
        parser.add_argument("username")

    def handle(self, *args, username, **options):
        person = User.objects.named(username).first()
        if person is None:
            raise CommandError(f"Nobody has the user name {username}.")
        try:
            confirm_first_legal(person, at=timezone.now())
        except NotAllowed as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{person.full_name} is a member of the Legal Unit and confirms further roles in the portal.")
