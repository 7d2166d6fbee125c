"""The report as one HTML page that asks nothing of anyone: style, script and charts are inside."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Collection, Iterable, Sequence
from html import escape

from evals.report import figures
from evals.report.chapter import Chapter
from evals.report.headline import commands, headline
from evals.report.questions import filters, question_list
from evals.report.style import SCRIPT, STYLE
from evals.report.words import Words, both, text

FIGURES = {
    "categories": figures.categories,
    "trade_off": figures.trade_off,
    "retrieval": figures.retrieval,
    "latency": figures.latency,
    "peers": figures.peers,
    "variants": figures.variants,
    "history": figures.history,
    "ablations": figures.ablations,
}
"""What a chapter shows, in order. A new figure is one function and one row here."""


def page(chapters: Sequence[Chapter], withheld: Collection[str] = ()) -> str:
    """Return the whole page.

    Args:
        chapters: at least one; each becomes a part of the page, and its questions are listed at the end.
        withheld: names of chapters whose questions are not listed.
    """
    zh, _ = text("title")
    listed = [chapter for chapter in chapters if chapter.name not in withheld]
    left_out = "、".join(chapter.name for chapter in chapters if chapter.name in withheld)
    told = f'<p class="note">{both(text("withheld", names=left_out))}</p>' if left_out else ""
    style, script = STYLE.strip(), SCRIPT.strip()
    policy = f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; base-uri 'none'"
    return f"""<!DOCTYPE html>
<html lang="zh-Hant-TW">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="policy-assistant eval report">
<title>{escape(zh)}</title>
<style>{style}</style>
</head>
<body>
<a class="skip" href="#main">{both(text("skip"))}</a>
<header>
<div class="top"><h1>{both(text("title"))}</h1><button type="button" id="switch" hidden>{both(text("switch"))}</button></div>
<p class="lead">{both(text("lead"))}</p>
{_contents(chapters)}
</header>
<main id="main">
{"".join(_chapter(number, chapter) for number, chapter in enumerate(chapters))}
<section aria-labelledby="every"><h2 id="every">{both(text("every_question"))}</h2>
{told}{filters(listed)}
{question_list(listed)}
</section>
</main>
<footer>{both(("由 policy-assistant eval report 產生。", "Made by policy-assistant eval report."))}</footer>
<script>{script}</script>
</body>
</html>
"""


def _hash(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def _contents(chapters: Sequence[Chapter]) -> str:
    entries = [
        f'<li><a href="#set-{number}">{both(text("set", name=chapter.name))}</a></li>'
        for number, chapter in enumerate(chapters)
    ]
    entries.append(f'<li><a href="#every">{both(text("every_question"))}</a></li>')
    return f"<nav><ul>{''.join(entries)}</ul></nav>"


def _chapter(number: int, chapter: Chapter) -> str:
    made = {key: draw(chapter, f"f{number}-{key}") for key, draw in FIGURES.items()}
    missing = [text(key) for key, figure in made.items() if not figure]
    told = f'<p class="note">{both(text("not_available"))}{both(_listed(missing))}</p>' if missing else ""
    count = text("questions_count", count=len(chapter.main.run.rows))
    return (
        f'<section aria-labelledby="set-{number}">'
        f'<h2 id="set-{number}">{both(text("set", name=chapter.name))} <small>（{both(count)}）</small></h2>'
        f'{_cards(chapter)}<div class="grid">{"".join(made.values())}</div>{told}'
        f"{_all_metrics(chapter)}{_run(chapter)}</section>"
    )


def _listed(words: Sequence[Words]) -> Words:
    return "、".join(zh for zh, _ in words), ", ".join(en for _, en in words)


def _cards(chapter: Chapter) -> str:
    cards = []
    for card in headline(chapter).cards():
        kind = ' class="first"' if card.first else ""
        cards.append(
            f"<div{kind}><dt>{both(card.label)}</dt><dd>{escape(card.value)}<small>{both(_unbroken(card.note))}</small></dd></div>"
        )
    return f'<dl class="cards">{"".join(cards)}</dl>'


def _unbroken(words: Words) -> Words:
    """Keep both ends of an interval on one line."""
    return words[0].replace("–", _JOINED), words[1].replace("–", _JOINED)


_JOINED = "\u2060–\u2060"


def _all_metrics(chapter: Chapter) -> str:
    table = figures.table(text("all_metrics"), *figures.every_metric(chapter.main.scores))
    return f'<div class="panel wide"><details><summary>{both(text("all_metrics"))}</summary>{table}</details></div>'


def _run(chapter: Chapter) -> str:
    header = chapter.main.header
    rows: list[tuple[Words, Iterable[str]]] = [
        (text("system"), (header.who,)),
        (text("started"), (header.started,)),
        (text("index_id"), (header.index_id,)),
        (text("settings_id"), (header.settings_id,)),
        (text("questions_sha256"), (header.questions_sha256,)),
        (text("documents"), header.documents),
        (text("machine"), header.machine.values()),
        (text("versions"), (f"{package} {version}" for package, version in header.versions.items())),
    ]
    body = "".join(
        f'<tr><th scope="row">{both(label)}</th><td class="wrap">{"<br>".join(map(escape, told))}</td></tr>'
        for label, told in rows
    )
    ran = "\n".join(commands(chapter))
    return (
        f'<div class="panel wide"><h3>{both(text("reproduce"))}</h3>'
        f'<pre tabindex="0" role="region" aria-labelledby="set-{escape(chapter.name)}-pre">'
        f'<code id="set-{escape(chapter.name)}-pre">{escape(ran)}</code></pre>'
        f"<details><summary>{both(text('run'))}</summary><table>{body}</table></details></div>"
    )
