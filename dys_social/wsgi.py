"""What gunicorn serves. It runs no system checks, so the one that guards the sealed values is asked here."""

import os

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from sealing.checks import keysets_are_readable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dys_social.settings")
application = get_wsgi_application()
for problem in keysets_are_readable(None):
    raise ImproperlyConfigured(problem.msg)
