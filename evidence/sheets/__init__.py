"""Papers with pictures, written as tagged PDF. What goes in is data and bytes; nothing of it is ever markup."""

from evidence.sheets.paper import PaperFailed, paper

__all__ = ["PaperFailed", "paper"]
