"""What the pages share."""

MADE_BY = "Written by `manage.py write_docs`; a test fails when it is out of date."


def table(heads, rows):
    """A Markdown table as lines."""
    lines = [heads, ["---"] * len(heads), *rows]
    return [f"| {' | '.join(str(cell) for cell in line)} |" for line in lines]
