"""XML parts of a container, parsed without entities, network or unlimited trees."""

from __future__ import annotations

import zipfile
from pathlib import Path

from lxml import etree
from lxml.etree import _Element

from corpus.errors import DocumentError


def parts(path: Path, *names: str) -> tuple[_Element | None, ...]:
    """Parse some XML parts of a zip container.

    Args:
        path: the container, checked before.
        names: the parts wanted.

    Returns:
        The root of each part, in the order asked for; None for a part that is not there.
    """
    with zipfile.ZipFile(path) as archive:
        present = set(archive.namelist())
        return tuple(parse(archive.read(name)) if name in present else None for name in names)


def parse(data: bytes) -> _Element:
    """Parse one XML document.

    Args:
        data: its bytes.

    Returns:
        The root element.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(data, parser)


def required(root: _Element | None, path: Path) -> _Element:
    """Return a part that its format cannot do without.

    Args:
        root: what ``parts`` gave for it.
        path: the container, for the message.

    Raises:
        DocumentError: the part is missing.
    """
    if root is None:
        raise DocumentError(f"{path.name}：容器中沒有文件內容", hint="副檔名可能與實際格式不符，或檔案不完整")
    return root
