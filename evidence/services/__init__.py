"""What other apps call: keep a file, open it, enter who had it in hand; and what the clock calls: check and clear up."""

from evidence.services.check import check_files, clear_leftovers
from evidence.services.keep import STORAGE_FAILED, enter_custody, keep, open_part, read_part

__all__ = ["STORAGE_FAILED", "check_files", "clear_leftovers", "enter_custody", "keep", "open_part", "read_part"]
