"""How figures are taken and shown."""

import statistics
import time


def typical_ms(times):
    """The lower quartile: what a request takes when nothing else of a busy machine comes in between."""
    return statistics.quantiles(times, n=4)[0] * 1000


def timed(act):
    """Seconds an act took."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def verdict(figure, budget):
    return f"{figure:6.2f}  budget {budget:g}  {'ok' if figure <= budget else 'OVER'}"


def show(heading, columns, rows):
    """A table: the first column is words, the others are numbers or words on the right."""
    rows = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[column]) for row in [columns, *rows]) for column in range(len(columns))]
    print(f"\n{heading}")
    for row in [columns, *rows]:
        first, *others = (cell.ljust(width) if n == 0 else cell.rjust(width)
                          for n, (cell, width) in enumerate(zip(row, widths, strict=True)))  # fmt: skip
        print("  " + "  ".join([first, *others]))
