#!/usr/bin/env python
"""Django's command line for the portal. `scripts/manage` calls it with the local services running."""

import os
import secrets
import sys
import tempfile

from django.core.management import execute_from_command_line

# These read texts and need no portal: what settings ask for beside is made up for as long as they run.
ALONE = {"screen", "screening_scorecard"}


def stand_in():
    made_up = {
        "DYS_SECRET_KEY": secrets.token_hex(32),
        "DATABASE_URL": "postgres://nobody@%2Fnowhere/none",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "DYS_STATE_DIR": tempfile.gettempdir(),
    }
    for name, value in made_up.items():
        if f"{name}_FILE" not in os.environ:
            os.environ.setdefault(name, value)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dys_social.settings")
    if ALONE & set(sys.argv[1:2]):
        stand_in()
    execute_from_command_line(sys.argv)
