"""Questions drafted from a document's structure, for a person to review; nothing here is scored before it is accepted."""
