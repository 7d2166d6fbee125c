"""Renders one gazette document as DOCX, ODT, PDF, PPTX and ODP with LibreOffice, for the files beside this script.

Usage: python tests/corpus/readers/render.py gazette_rules.jsonl.gz gz-41553
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import docx
import pptx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

FILES = Path(__file__).parent / "files"
LINES_PER_SLIDE = 8


def main() -> None:
    source, wanted = sys.argv[1:]
    with gzip.open(source, "rt", encoding="utf-8") as rows:
        row = next(row for row in map(json.loads, rows) if row["id"] == wanted)
    lines = [line.strip() for line in row["text"].split("\n") if line.strip()]
    (FILES / "gazette.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        write_docx(lines, row["title"], Path(folder) / "gazette.docx")
        write_pptx(lines, Path(folder) / "gazette.pptx")
        convert("gazette.docx", ("odt", "pdf", "docx:MS Word 2007 XML"), Path(folder))
        convert("gazette.pptx", ("odp", "pptx:Impress MS PowerPoint 2007 XML"), Path(folder))


def write_docx(lines: list[str], head: str, path: Path) -> None:
    """One paragraph per line, a running head and page numbers."""
    document = docx.Document()
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Noto Serif CJK TC", Pt(12)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), "Noto Serif CJK TC")
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.header.paragraphs[0].text = head
    number = section.footer.paragraphs[0]
    number.add_run("- ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    number._p.append(field)
    number.add_run(" -")
    for line in lines:
        document.add_paragraph(line)
    document.save(str(path))


def write_pptx(lines: list[str], path: Path) -> None:
    """Eight lines per slide in a text box; no slide titles, which the text does not have either."""
    presentation = pptx.Presentation()
    for at in range(0, len(lines), LINES_PER_SLIDE):
        slide = presentation.slides.add_slide(presentation.slide_layouts[6])
        box = slide.shapes.add_textbox(Cm(1), Cm(1), Cm(23), Cm(17))
        box.text_frame.text = "\n".join(lines[at : at + LINES_PER_SLIDE])
    presentation.save(str(path))


def convert(name: str, targets: tuple[str, ...], folder: Path) -> None:
    for target in targets:
        subprocess.run(
            ["soffice", "--headless", "--convert-to", target, "--outdir", str(FILES), str(folder / name)], check=True
        )


if __name__ == "__main__":
    main()
