"""CSV that no spreadsheet takes for a formula: every cell is quoted, and what begins like a formula is marked as text."""

import csv
import unicodedata

BEGINS_A_FORMULA = frozenset("=+-@\t\r＝＋－＠")
UNSEEN = {"Cc", "Cf"}  # control and format characters, which a spreadsheet may skip
LABEL = "Confidential under 01.05.22 B.3.a – investigatory_confidential"
BYTE_ORDER_MARK = "\ufeff"  # with it a spreadsheet reads UTF-8


class _Line:
    """What csv.writer writes to: it hands each line back."""

    def write(self, line):
        return line


def safe(value):
    """The text of one cell; with an apostrophe before it when a spreadsheet could take it for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if _could_be_a_formula(text) else text


def _could_be_a_formula(text):
    for char in text:
        if char in BEGINS_A_FORMULA:
            return True
        if not char.isspace() and unicodedata.category(char) not in UNSEEN:
            return False
    return False


def lines(columns, rows):
    """The file line by line: what it is, the columns, the rows."""
    writer = csv.writer(_Line(), quoting=csv.QUOTE_ALL)
    yield BYTE_ORDER_MARK + writer.writerow([LABEL])
    yield writer.writerow([safe(column) for column in columns])
    for row in rows:
        yield writer.writerow([safe(cell) for cell in row])
