"""Fonts, icons, translations, reference data, manual and sample data, read by importlib.resources."""
