"""Writes small PDF files for tests: text at given places, rulings, images, bookmarks."""

from __future__ import annotations

from dataclasses import dataclass, field

PAGE_WIDTH, PAGE_HEIGHT = 595, 842


@dataclass
class Page:
    """``lines`` are (x, y, size, text) from the lower left corner; ``boxes`` are (x0, y0, x1, y1) with drawn edges."""

    lines: list[tuple[float, float, float, str]] = field(default_factory=list)
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)
    gray: bytes = b""  # a 100 × 100 image over the whole page


def column(texts: list[str], *, x: float = 72, top: float = 760, size: float = 12, leading: float = 18) -> Page:
    """Lay lines one under the other."""
    return Page([(x, top - at * leading, size, text) for at, text in enumerate(texts)])


def pdf(pages: list[Page], bookmarks: list[tuple[int, int, str]] = ()) -> bytes:  # type: ignore[assignment]
    """Write a PDF file; bookmarks are (level from 0, page from 0, title)."""
    objects: list[bytes] = [b"", b"", b"", b"", b""]  # catalogue, page tree, font, its descendant, its character map
    codes: dict[str, int] = {}
    page_ids = []
    for page in pages:
        content = [f"{x0} {y0} {x1 - x0} {y1 - y0} re S" for x0, y0, x1, y1 in page.boxes]
        for x, y, size, text in page.lines:
            shown = "".join(f"{codes.setdefault(c, _code(c, codes)):04X}" for c in text)
            content.append(f"BT /F {size} Tf {x} {y} Td <{shown}> Tj ET")
        resources = "/Font << /F 3 0 R >>"
        if page.gray:
            content.append(f"q {PAGE_WIDTH} 0 0 {PAGE_HEIGHT} 0 0 cm /I Do Q")
            image = b"/Type /XObject /Subtype /Image /Width 100 /Height 100 /ColorSpace /DeviceGray /BitsPerComponent 8"
            objects.append(_stream(page.gray, image))
            resources += f" /XObject << /I {len(objects)} 0 R >>"
        objects.append(_stream("\n".join(content).encode()))
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {PAGE_WIDTH} {PAGE_HEIGHT}] "
            f"/Resources << {resources} >> /Contents {len(objects)} 0 R >>".encode()
        )
        page_ids.append(len(objects))
    kids = " ".join(f"{number} 0 R" for number in page_ids)
    outlines = _outlines(objects, page_ids, list(bookmarks)) if bookmarks else ""
    objects[0] = f"<< /Type /Catalog /Pages 2 0 R {outlines} >>".encode()
    objects[1] = f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>".encode()
    objects[2] = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Tiny /Encoding /Identity-H "
        b"/DescendantFonts [4 0 R] /ToUnicode 5 0 R >>"
    )
    narrow = " ".join(f"{code} [500]" for character, code in codes.items() if ord(character) < 0x2E80)
    objects[3] = (
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Tiny /CIDSystemInfo << /Registry (Adobe) "
        f"/Ordering (Identity) /Supplement 0 >> /DW 1000 /W [{narrow}] /FontDescriptor << /Type /FontDescriptor "
        f"/FontName /Tiny /Flags 4 /FontBBox [0 -200 1000 800] /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 "
        f"/StemV 80 >> >>"
    ).encode()
    pairs = "".join(f"<{code:04X}> <{c.encode('utf-16-be').hex()}>\n" for c, code in codes.items())
    objects[4] = _stream(
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{len(codes)} beginbfchar\n{pairs}endbfchar\nendcmap end end".encode()
    )
    return _file(objects)


def _code(character: str, codes: dict[str, int]) -> int:
    return 32 if character == " " else 100 + len(codes)


def _outlines(objects: list[bytes], page_ids: list[int], bookmarks: list[tuple[int, int, str]]) -> str:
    """Write bookmarks; those of level 1 hang under the level 0 before them."""
    root = len(objects) + 1
    ids = [root + 1 + at for at in range(len(bookmarks))]
    parents = []
    for level, _, _ in bookmarks:
        parents.append(
            root
            if level == 0
            else max(i for i, b in zip(ids, bookmarks, strict=False) if b[0] == 0 and i <= root + len(parents))
        )
    entries = [b""]
    for at, (_, page, title) in enumerate(bookmarks):
        children = [i for i, parent in zip(ids, parents, strict=True) if parent == ids[at]]
        later = [i for i, parent in zip(ids, parents, strict=True) if parent == parents[at] and i > ids[at]]
        entry = f"<< /Title <FEFF{title.encode('utf-16-be').hex()}> /Parent {parents[at]} 0 R "
        entry += f"/Dest [{page_ids[page]} 0 R /Fit] "
        entry += f"/First {children[0]} 0 R /Last {children[-1]} 0 R " if children else ""
        entry += f"/Next {later[0]} 0 R " if later else ""
        entries.append((entry + ">>").encode())
    top = [i for i, parent in zip(ids, parents, strict=True) if parent == root]
    entries[0] = f"<< /Type /Outlines /First {top[0]} 0 R /Last {top[-1]} 0 R /Count {len(ids)} >>".encode()
    objects += entries
    return f"/Outlines {root} 0 R"


def _stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<< " + entries + b" /Length %d >>\nstream\n" % len(data) + data + b"\nendstream"


def _file(objects: list[bytes]) -> bytes:
    out, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    at = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return bytes(out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, at))
