"""The chat in the browser: pure rendering, all words in one file, Gradio only in ``page`` and ``theme``."""
