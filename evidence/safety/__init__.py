"""What a file must pass before it is kept: its kind by its content, its size, and a copy that is safe to look at."""

from evidence.safety.intake import Examined, examine
from evidence.safety.names import plain_name
from evidence.safety.refusals import Refused

__all__ = ["Examined", "Refused", "examine", "plain_name"]
