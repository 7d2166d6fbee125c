"""Embedding models: ``default`` is shipped, ``train`` says how it was made."""
