"""The HTTP interface described for people, from its own OpenAPI description; no script, nothing from another host."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.ui.markup import escape
from assistant.ui.shell import page
from assistant.ui.words import Words

EXAMPLE = """curl -s {root}api/ask -H 'Content-Type: application/json' \\
  -d '{{"question": "…", "stream": false}}'"""


def api_page(description: Mapping[str, Any], address: str, words: Words) -> str:
    """Render the description.

    Args:
        description: the OpenAPI document.
        address: the service's own address, for the example.
        words: the language.
    """
    schemas = description.get("components", {}).get("schemas", {})
    operations = "".join(
        _operation(path, verb, one, words)
        for path, verbs in description.get("paths", {}).items()
        for verb, one in verbs.items()
    )
    shapes = "".join(
        f'<details id="{escape(name)}"><summary>{escape(name)}</summary>{_shape(schema)}</details>'
        for name, schema in sorted(schemas.items())
    )
    body = (
        f'<main id="main" class="list wide api"><h1>{escape(words.api)}</h1>'
        f'<p>{escape(words.api_lead)} <a href="api/openapi.json">openapi.json</a></p>'
        f"{_code(EXAMPLE.format(root=address))}{operations}<h2>{escape(words.api_shapes)}</h2>{shapes}</main>"
    )
    return page(words.api, body, words, root="", here="")


def _operation(path: str, verb: str, one: Mapping[str, Any], words: Words) -> str:
    parameters = "".join(
        f"<li><code>{escape(p['name'])}</code> {escape(_kind(p.get('schema', {})))}</li>"
        for p in one.get("parameters", ())
    )
    sent = one.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    asked = f"<p>{escape(words.api_body)} {_reference(sent)}</p>" if sent else ""
    answers = "".join(
        f"<li><code>{escape(status)}</code> {_answers(answer)}</li>"
        for status, answer in one.get("responses", {}).items()
    )
    told = "".join(f"<p>{_prose(part)}</p>" for part in one.get("description", "").split("\n\n") if part)
    return (
        f'<section class="card"><h2><span class="tag">{escape(verb.upper())}</span> <code>{escape(path)}</code> '
        f"{escape(one.get('summary', ''))}</h2>{told}{f'<ul>{parameters}</ul>' if parameters else ''}{asked}"
        f"<p>{escape(words.api_answers)}</p><ul>{answers}</ul></section>"
    )


def _prose(text: str) -> str:
    """A paragraph of a description, what stands between double backticks as code."""
    parts = escape(text).split("``")
    return "".join(f"<code>{part}</code>" if i % 2 else part for i, part in enumerate(parts))


def _answers(answer: Mapping[str, Any]) -> str:
    kinds = (f"{escape(kind)} {_reference(one.get('schema', {}))}" for kind, one in answer.get("content", {}).items())
    return f"{escape(answer.get('description', ''))} {'、'.join(kinds)}"


def _reference(schema: Mapping[str, Any]) -> str:
    name = str(schema.get("$ref", "")).rsplit("/", 1)[-1]
    return f'<a href="#{escape(name)}"><code>{escape(name)}</code></a>' if name else escape(_kind(schema))


def _kind(schema: Mapping[str, Any]) -> str:
    several = [_kind(one) for one in schema.get("anyOf", ())]
    if several:
        return " | ".join(part for part in several if part)
    name = str(schema.get("$ref", "")).rsplit("/", 1)[-1] or str(schema.get("type", ""))
    inner = f"[{_kind(schema['items'])}]" if isinstance(schema.get("items"), Mapping) else ""
    bounds = " ".join(f"{key} {schema[key]}" for key in ("minimum", "maximum", "maxItems", "default") if key in schema)
    return f"{name}{inner} {bounds}".strip()


def _shape(schema: Mapping[str, Any]) -> str:
    needed = set(schema.get("required", ()))
    rows = "".join(
        f"<tr><th scope='row'><code>{escape(name)}</code>{'*' if name in needed else ''}</th><td>{escape(_kind(one))}</td></tr>"
        for name, one in schema.get("properties", {}).items()
    )
    told = f"<p>{_prose(schema.get('description', ''))}</p>" if schema.get("description") else ""
    return f"{told}<div class='table'><table>{rows}</table></div>"


def _code(text: str) -> str:
    return f"<p><code>{'<br>'.join(escape(line) for line in text.split(chr(10)))}</code></p>"
