"""One metric per file: formula, source, worked example, rule for empty input; the table is in ``table.py``."""
