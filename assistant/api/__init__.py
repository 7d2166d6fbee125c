"""The HTTP interface over an assistant: plain JSON, no Gradio."""

from assistant.api.app import create_app
from assistant.api.service import Service

__all__ = ["Service", "create_app"]
