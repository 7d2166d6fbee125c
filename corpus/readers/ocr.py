"""Text of a page that is only an image, read by Tesseract where it is installed with Traditional Chinese."""

from __future__ import annotations

import functools
import re
import shutil
import subprocess

from pypdfium2 import PdfPage

_LANGUAGES = ("chi_tra", "eng")
_DPI = 300
_MAX_PIXELS = 40_000_000
_TIMEOUT_S = 50
_SPACE_BESIDE_HAN = re.compile(r"(?<=[^\x00-\u2e7f]) +| +(?=[^\x00-\u2e7f])")
_FULL = 0.85  # of the longest line of a block; a line that long goes on in the next one


@functools.cache
def available() -> bool:
    """Say whether Tesseract and its data for Traditional Chinese and English are installed."""
    program = shutil.which("tesseract")
    if program is None:
        return False
    listed = subprocess.run([program, "--list-langs"], capture_output=True, text=True, check=False, timeout=_TIMEOUT_S)
    return set(_LANGUAGES) <= set(listed.stdout.split())


def recognise(page: PdfPage) -> str:
    """Read a page's image.

    Args:
        page: a page without a text layer.

    Returns:
        Its text, a line per paragraph; empty where nothing was recognised or the page is too large to render.
    """
    width, height = page.get_size()
    scale = min(_DPI / 72, (_MAX_PIXELS / max(width * height, 1)) ** 0.5)
    bitmap = page.render(scale=scale, grayscale=True)
    rows = memoryview(bitmap.buffer).cast("B")
    pixels = b"".join(
        bytes(rows[at : at + bitmap.width]) for at in range(0, bitmap.height * bitmap.stride, bitmap.stride)
    )
    header = f"P5 {bitmap.width} {bitmap.height} 255\n".encode()
    command = ["tesseract", "stdin", "stdout", "-l", "+".join(_LANGUAGES), "--dpi", str(round(scale * 72))]
    try:
        done = subprocess.run(command, input=header + pixels, capture_output=True, check=False, timeout=_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        return ""
    return _paragraphs(done.stdout.decode(errors="replace"))


def _paragraphs(text: str) -> str:
    """Close the gaps that Tesseract leaves between Han characters and join the lines of each block."""
    paragraphs: list[str] = []
    for block in re.split(r"\n\s*\n", text.replace("\f", "")):
        lines = [_SPACE_BESIDE_HAN.sub("", line.strip()) for line in block.split("\n") if line.strip()]
        longest = max(map(len, lines), default=0)
        goes_on = False
        for line in lines:
            if goes_on:
                paragraphs[-1] += line
            else:
                paragraphs.append(line)
            goes_on = len(line) >= _FULL * longest
    return "\n".join(paragraphs)
