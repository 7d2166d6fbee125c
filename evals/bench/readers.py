"""How fast files are read: text PDF pages a second and megabytes of plain text a second, on one core.

Usage: python -m evals.bench.readers [FILE ...]

Without files it makes its own: a text of 64 MB, and a PDF whose pages repeat one page of a thousand Han characters. Files
named on the command line are measured as they are. Bars: 100 PDF pages a second, 5 MB of plain text a second.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from corpus.readers import read
from corpus.sandbox import Sandbox

TEXT_BYTES = 64 * 1000**2
PAGES = 500
LINE = "為推動國家數位發展並落實政府資料治理，各機關應依本計畫辦理下列事"
LINES_PER_PAGE = 34


def main() -> None:
    """Measure and print one line per file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    files = parser.parse_args().files
    with tempfile.TemporaryDirectory() as folder:
        files = files or [_text_file(Path(folder)), _pdf_file(Path(folder))]
        for path in files:
            print(measured(path))


def measured(path: Path) -> str:
    """Read a file in this process and through the sandbox.

    Args:
        path: a file in any format that can be read.

    Returns:
        A line for people: seconds, megabytes a second, pages a second where there are pages.
    """
    started = time.perf_counter()
    pages = len(read(path).page_starts)
    here = time.perf_counter() - started
    with Sandbox() as sandbox:
        started = time.perf_counter()
        sandbox.read(path)
        boxed = time.perf_counter() - started
    megabytes = path.stat().st_size / 1000**2
    speed = f"{pages / here:,.0f} pages/s" if pages else f"{megabytes / here:,.1f} MB/s"
    boxed_speed = f"{pages / boxed:,.0f} pages/s" if pages else f"{megabytes / boxed:,.1f} MB/s"
    return f"{path.name}: {megabytes:,.1f} MB, {pages:,} pages, {here:.2f} s = {speed}; in the sandbox {boxed_speed}"


def _text_file(folder: Path) -> Path:
    path = folder / "text.txt"
    line = f"{LINE}項：\n".encode()
    path.write_bytes(line * (TEXT_BYTES // len(line)))
    return path


def _pdf_file(folder: Path) -> Path:
    """Write a PDF with its own text on every page; the font is not embedded, since only its character map is read."""
    codes = {character: number for number, character in enumerate(sorted(set(LINE + "0123456789")), start=1)}
    mapping = "".join(f"<{code:04X}> <{ord(character):04X}>\n" for character, code in codes.items())
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Count {count} /Kids [{kids}] >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /A /DW 1000 /FontDescriptor << /Type /FontDescriptor "
        "/FontName /A /Flags 4 /FontBBox [0 -200 1000 800] /Ascent 800 /Descent -200 >> "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        _stream(
            "begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
            f"{len(codes)} beginbfchar\n{mapping}endbfchar endcmap"
        ),
    ]
    kids = []
    for page in range(PAGES):
        shown = []
        for line in range(LINES_PER_PAGE):
            text = f"{page:03}{line:02}" + LINE[5:]
            place = f"BT /F 12 Tf 72 {780 - 21 * line} Td"
            shown.append(f"{place} <{''.join(f'{codes[character]:04X}' for character in text)}> Tj ET")
        objects.append(_stream("\n".join(shown)))
        resources = f"/Resources << /Font << /F 3 0 R >> >> /Contents {len(objects)} 0 R"
        objects.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] {resources} >>")
        kids.append(f"{len(objects)} 0 R")
    objects[1] = objects[1].format(count=PAGES, kids=" ".join(kids))
    path = folder / "pages.pdf"
    path.write_bytes(_file(objects))
    return path


def _stream(content: str) -> str:
    return f"<< /Length {len(content)} >>\nstream\n{content}\nendstream"


def _file(objects: list[str]) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("ascii")
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode("ascii")
    out += b"".join(f"{offset:010} 00000 n \n".encode("ascii") for offset in offsets)
    out += f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode("ascii")
    return bytes(out)


if __name__ == "__main__":
    main()
