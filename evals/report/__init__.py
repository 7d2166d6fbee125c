"""Stored runs → a report: one HTML page, Markdown, or the headline figures alone."""
