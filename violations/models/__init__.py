"""Reports of violations and the wall around each (C.3; design §4.3)."""

from violations.models.report import Allegation, Report, Subject
from violations.models.wall import Excluded, LetIn, ReserveHandler

__all__ = ["Allegation", "Excluded", "LetIn", "Report", "ReserveHandler", "Subject"]
