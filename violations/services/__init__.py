"""What other parts call: file a report, read one's own, take it up, name somebody, let somebody in."""

from violations.services.filing import as_key_holder, as_reporter, file_report
from violations.services.holding import let_in, name_subject, take
from violations.services.wall import pass_on, watch

__all__ = ["as_key_holder", "as_reporter", "file_report", "let_in", "name_subject", "pass_on", "take", "watch"]
