"""The page of GB/T 9704-2012 党政机关公文格式 (clauses 5.2, 7.2–7.3.5, 7.5), in points.

Type of 15.75 pt on lines of 28.99 pt gives the 22 lines of 28 characters in 156 × 225 mm that
the standard asks for; true 3号 of 16 pt would need 158 mm.
"""

from __future__ import annotations

from zsdesk.documents.fonts import FontSet, Role
from zsdesk.documents.lines import break_lines, shape
from zsdesk.documents.paper import A4, MM, Paper, Sheet

TOP = 37 * MM
LEFT = 28 * MM
WIDTH = 156 * MM
HEIGHT = 225 * MM
BOTTOM = TOP + HEIGHT
RIGHT = LEFT + WIDTH

BODY_SIZE, BODY_PITCH = 15.75, 28.99  # 3号 仿宋
TITLE_SIZE = 22.0  # 2号 小标宋
NUMBER_SIZE = 14.0  # 4号 page number
_NUMBER_DROP = 7 * MM


def new_sheet(paper: Paper, fonts: FontSet) -> Sheet:
    """An A4 sheet with its page number: “— n —”, 7 mm under the type area (7.5)."""
    sheet = paper.sheet(A4)
    number_page(sheet, len(paper.sheets), fonts)
    return sheet


def number_page(sheet: Sheet, number: int, fonts: FontSet) -> None:
    """Odd numbers stand one character in from the right edge, even ones from the left."""
    glyphs = shape(f"— {number} —", Role.BODY, fonts)
    (line,) = break_lines(glyphs, 99.0)
    width = line.width * NUMBER_SIZE
    right, bottom = sheet.width - (A4[0] - RIGHT), sheet.height - (A4[1] - BOTTOM)
    x = right - NUMBER_SIZE - width if number % 2 else LEFT + NUMBER_SIZE
    with sheet.artifact("Pagination"):
        sheet.show(line, x, bottom + _NUMBER_DROP + NUMBER_SIZE * 0.5, NUMBER_SIZE)
