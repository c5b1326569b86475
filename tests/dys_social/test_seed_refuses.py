"""The demonstration never mixes with people of a real portal."""

import pytest
from django.core.management import CommandError, call_command

from people.models import User, Youth


def test_a_portal_with_people_of_its_own_is_left_alone(cast, settings):
    settings.DEMONSTRATION = True
    people, youth = User.objects.count(), Youth.objects.count()

    with pytest.raises(CommandError, match="There are people in this database"):
        call_command("seed_demo")

    assert (User.objects.count(), Youth.objects.count()) == (people, youth)
