"""Every key of the window, as the sheet of keys shows them (Ctrl+/); a test holds them against the real ones."""

from __future__ import annotations

from typing import NamedTuple


class Key(NamedTuple):
    """A key as it is written, and the English words of what it does."""

    keys: str
    words: str


SHEET: tuple[tuple[str, tuple[Key, ...]], ...] = (
    ("Everywhere", (
        Key("Ctrl+K", "Find a record, or do anything"),
        Key("Ctrl+N", "Note a lead in one line, or open a form"),
        Key("Ctrl+1 … 9  Ctrl+0  Ctrl+-  Ctrl+=", "Go to a page, from top to bottom"),
        Key("Ctrl+Z", "Undo"),
        Key("F5", "Sync now"),
        Key("F1", "Help for this page"),
        Key("Ctrl+/", "This sheet"),
        Key("Ctrl+,", "Settings"),
    )),
    ("In a list", (
        Key("↑ ↓", "Choose"),
        Key("Enter", "Open"),
        Key("Ctrl+E", "Edit"),
        Key("Ctrl+F", "Filter the list by words"),
        Key("Ctrl+Shift+N", "New record of this list"),
        Key("Shift+↑ ↓  Ctrl+A", "Select several, or all"),
        Key("Ctrl+Shift+E", "Set one field of all selected"),
        Key("Ctrl+C", "Copy rows as cells"),
        Key("Ctrl+V", "Paste cells from Excel"),
        Key("Ctrl+Shift+S", "Write what is shown as an Excel file"),
    )),
    ("On a record", (
        Key("Ctrl+R", "Log a round; of an enterprise: a new lead; else the first button"),
        Key("Ctrl+.", "More actions, each with its key"),
        Key("Ctrl+Shift+P", "Make brief"),
        Key("Ctrl+G", "The gate to a project's next stage"),
        Key("Ctrl+→  Ctrl+←", "On the board: take a card to the stage beside"),
        Key("Ctrl+Shift+D", "Dossier"),
        Key("F11", "For the visitor: large type, nothing internal"),
        Key("Ctrl+Shift+K", "New contact"),
        Key("Ctrl+V", "Attach what is on the clipboard"),
        Key("F2  Del", "Caption of a file; remove it"),
    )),
    ("In a form", (
        Key("Tab", "Next field"),
        Key("Ctrl+Enter", "Save"),
        Key("Esc", "Close; what is unsaved stays as a draft"),
        Key("↓", "Open the list or the calendar of a field"),
    )),
    ("Among the papers", (
        Key("Ctrl+O", "Choose a PDF to be verified"),
        Key("Ctrl+S", "Save the paper"),
        Key("Ctrl+P", "Print the paper"),
    )),
    ("Today and the board", (
        Key("1 … 9", "Open that line"),
        Key("← →  ↑ ↓", "From card to card"),
    )),
)  # fmt: skip
