"""The HTTP interface, without pages. JSON in and out; errors in one shape.

POST /api/ask               {"question": "…", "history": ["…"]}   → Answer, or events of it
GET  /api/search            ?q=…&top_k=5                          → {"hits": […]}
GET  /api/documents                                               → {"index_id", "documents": […]}
GET  /api/sections/{id}                                           → a section, its text, its neighbours
POST /v1/chat/completions   GET /v1/models                        → as OpenAI's chat interface has them
GET  /metrics                                                     → counters for Prometheus
GET  /api/openapi.json                                            → this, described
"""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.responses import Response

from assistant.api import asking, completions, problems, reading
from assistant.api.metrics import CONTENT_TYPE
from assistant.api.service import Service


def create_app(service: Service, *, documented: bool = True) -> FastAPI:
    """Return the application with the HTTP interface on it.

    Args:
        service: answers the questions.
        documented: whether ``/api/openapi.json`` and ``/metrics`` are served.
    """
    app = FastAPI(
        title="政策問答助理",
        description="以政策文件原文回答問題，每句附出處。",
        version="1",
        docs_url=None,  # FastAPI's own pages load scripts from other hosts
        redoc_url=None,
        openapi_url="/api/openapi.json" if documented else None,
    )
    for room in (asking, reading, completions):
        app.include_router(room.routes(service))
    if documented:

        @app.get("/metrics", include_in_schema=False)
        def metrics() -> Response:
            return Response(service.metrics.exposition(), media_type=CONTENT_TYPE)

    problems.handle(app)
    return app
