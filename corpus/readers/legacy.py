"""Old binary Office files: converted by LibreOffice where it is installed, else refused with advice."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from corpus.archive import check_archive
from corpus.errors import DocumentError
from corpus.readers import odp, ods, odt
from corpus.readers.parsed import Parsed

_TARGETS = {".doc": ("odt", odt.read), ".ppt": ("odp", odp.read), ".xls": ("ods", ods.read)}
_TIMEOUT_S = 50
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"""
"""LibreOffice settings: no linked content is fetched and no macro runs."""


def read(path: Path) -> Parsed:
    """Read a DOC, PPT or XLS file.

    Args:
        path: the file.

    Returns:
        What the reader of the corresponding OpenDocument format finds in the converted file.

    Raises:
        DocumentError: LibreOffice is not installed or cannot convert the file.
    """
    suffix, reader = _TARGETS[path.suffix.lower()]
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        raise DocumentError(
            f"{path.name}：不支援舊版 Office 格式 {path.suffix}",
            hint=f"請以原軟體另存為 ODF（.{suffix}），或在本機安裝 LibreOffice 後再試",
        )
    with tempfile.TemporaryDirectory() as folder:
        converted = _convert(office, path, suffix, Path(folder))
        check_archive(converted)
        return reader(converted)


def _convert(office: str, path: Path, suffix: str, folder: Path) -> Path:
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
    command = [
        office,
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--norestore",
        "--convert-to",
        suffix,
        "--outdir",
        str(folder),
        str(path.resolve()),
    ]
    hint = f"請以原軟體另存為 ODF（.{suffix}）"
    try:
        done = subprocess.run(command, capture_output=True, timeout=_TIMEOUT_S, check=False)
    except subprocess.TimeoutExpired as error:
        raise DocumentError(f"{path.name}：LibreOffice 轉檔超過 {_TIMEOUT_S} 秒，已停止", hint=hint) from error
    converted = folder / f"{path.stem}.{suffix}"
    if done.returncode or not converted.exists():
        raise DocumentError(f"{path.name}：LibreOffice 無法轉換此檔案", hint=hint)
    return converted
