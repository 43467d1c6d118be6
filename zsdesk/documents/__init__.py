"""The papers of the office as PDF: page, fonts, line breaking, and one module for each paper.

Every paper is drawn by this room's own small canvas on pikepdf, so that tags, Unicode maps and
bytes are ours to answer for: PDF/A-2a, PDF/UA-1, and the same content gives the same bytes.
The room knows no record and no store; a paper's content is a frozen dataclass of plain strings.
"""
