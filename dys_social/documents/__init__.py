"""Pages of docs/ that are drawn from the code, so that they say what it does. `manage.py write_docs` writes them."""

from django.conf import settings

from dys_social.documents.permissions import permissions_page
from dys_social.documents.schedule import schedule_page
from dys_social.documents.states import states_page
from policy.coverage import coverage_markdown

FOLDER = settings.BASE_DIR / "docs"
# file name: what makes its text
PAGES = {
    "states.md": states_page,
    "permissions.md": permissions_page,
    "schedule.md": schedule_page,
    "clause-coverage.md": lambda: coverage_markdown(settings.BASE_DIR / "tests"),
}
