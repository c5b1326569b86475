"""What other parts call: file a report, read one's own, take it up, name somebody, let somebody in; and the clock."""

from violations.services.arriving import tell_of_filed
from violations.services.desk import has_desk
from violations.services.filing import as_key_holder, as_reporter, file_report
from violations.services.holding import let_in, name_subject, take
from violations.services.openings import find_conflicts
from violations.services.saved import tell_of_new
from violations.services.wall import pass_on, watch

__all__ = [
    "as_key_holder",
    "as_reporter",
    "file_report",
    "find_conflicts",
    "let_in",
    "name_subject",
    "pass_on",
    "has_desk",
    "take",
    "tell_of_filed",
    "tell_of_new",
    "watch",
]
