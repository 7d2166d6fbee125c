"""The HTTP interface over an assistant: plain JSON, no Gradio."""

from assistant.api.app import create_app

__all__ = ["create_app"]
