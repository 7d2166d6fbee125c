"""Officers bring documents: upload, preview, publish, withdraw, roll back; a failure leaves everything as it was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from assistant.answer import Assistant
from assistant.api import Service
from assistant.settings import Settings
from assistant.ui import admin_documents
from assistant.ui.examples import Offered
from assistant.ui.officers import Officers
from assistant.ui.publishing import Workshop
from corpus.errors import CorpusError, DocumentError, InputError, ReleaseError
from corpus.library import open_library
from index.build import build
from index.retriever import Retriever

FIRST = "獎助要點\n一、為鼓勵數位學習，特訂定本要點。\n二、本要點之主管機關為教育部。\n"
SECOND = "補助要點\n一、本要點之主管機關為文化部。\n二、每案補助金額以新臺幣三十萬元為上限。\n"
FIELDS = {"id": "subsidy-114", "title": "補助要點", "agency": "文化部", "edition": "2025-01-02"}
AS_OFFICER = {"X-Remote-User": "lin"}


class House:
    """A folder of documents, its index, and a service over it."""

    def __init__(self, home: Path) -> None:
        self.folder = home / "documents"
        self.folder.mkdir()
        (self.folder / "rule.txt").write_text(FIRST, "utf-8")
        (self.folder / "manifest.toml").write_text(
            '# kept by hand\n[[document]]\nid = "rule"\nfile = "rule.txt"\n', "utf-8"
        )
        self.settings = Settings(
            corpus=self.folder, index=home / "index", data_dir=home / "data", officer_header="X-Remote-User"
        )
        self.service = Service(self.rebuild())
        self.workshop = Workshop(self.service, self.settings, self.rebuild, self.reopen)

    def rebuild(self) -> Assistant:
        build(open_library(self.folder), self.settings.index_dir)
        return self.reopen()

    def reopen(self) -> Assistant:
        return Assistant(Retriever.open(self.settings.index_dir))

    def answer(self) -> str:
        return self.service.answer("補助金額的上限是多少？").text


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_a_document_is_previewed_published_withdrawn_and_rolled_back(house: House) -> None:
    offered = Offered(house.service)
    before, examples = house.service.index_id, offered.now()
    assert "三十萬" not in house.answer()
    draft = house.workshop.upload("../../補助 要點.txt", SECOND.encode())
    assert draft.path.name == "補助 要點.txt"
    assert [section.title for section in draft.sections][:1] == ["補助要點"]
    assert "三十萬" not in house.answer()

    published = house.workshop.publish(draft.token, FIELDS)
    assert published == house.service.index_id != before
    assert "三十萬" in house.answer()
    shown = house.service.shelf.document("subsidy-114")
    assert shown is not None
    assert (shown.title, shown.agency, shown.edition) == ("補助要點", "文化部", "2025-01-02")
    assert (house.folder / "manifest.toml").read_text("utf-8").startswith("# kept by hand\n")
    assert not draft.path.exists()
    assert offered.now() != examples or not examples

    house.workshop.withdraw("subsidy-114")
    assert "三十萬" not in house.answer()
    assert (house.folder / ".withdrawn" / "補助 要點.txt").read_text("utf-8") == SECOND
    assert "subsidy-114" not in (house.folder / "manifest.toml").read_text("utf-8")
    assert house.workshop.roll_back() == published
    assert "三十萬" in house.answer()
    with pytest.raises(ReleaseError, match="沒有更早的索引"):
        house.workshop.roll_back()


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("x.exe", b"MZ", InputError),
        ("", b"x", InputError),
        ("empty.txt", b"  \n", DocumentError),
        ("broken.pdf", b"%PDF-1.7 nothing", DocumentError),
    ],
)
def test_what_cannot_be_read_is_refused_and_not_kept(house: House, name: str, data: bytes, error: type) -> None:
    with pytest.raises(error):
        house.workshop.upload(name, data)
    assert not list((house.settings.data_dir).glob("drafts/*"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"id": "rule"}, "已存在"),
        ({"id": "a/b"}, "代號不可用"),
        ({"id": ""}, "代號不可用"),
        ({"edition": "113年"}, "不是日期"),
    ],
)
def test_wrong_fields_publish_nothing(house: House, change: dict[str, str], message: str) -> None:
    draft = house.workshop.upload("new.txt", SECOND.encode())
    with pytest.raises(InputError, match=message):
        house.workshop.publish(draft.token, FIELDS | change)
    assert sorted(path.name for path in house.folder.iterdir()) == ["manifest.toml", "rule.txt"]


def test_a_failed_build_leaves_folder_manifest_and_service_as_they_were(house: House) -> None:
    manifest = (house.folder / "manifest.toml").read_text("utf-8")
    draft = house.workshop.upload("new.txt", SECOND.encode())

    def fails() -> Assistant:
        raise CorpusError("磁碟已滿")

    broken = Workshop(house.service, house.settings, fails, house.reopen)
    broken._drafts = {draft.token: draft}
    before = house.service.index_id
    with pytest.raises(CorpusError, match="磁碟已滿"):
        broken.publish(draft.token, FIELDS)
    assert (house.folder / "manifest.toml").read_text("utf-8") == manifest
    assert not (house.folder / "new.txt").exists()
    assert house.service.index_id == before
    assert house.workshop.publish(draft.token, FIELDS) != before
    with pytest.raises(CorpusError, match="磁碟已滿"):
        broken.withdraw("rule")
    assert (house.folder / "rule.txt").is_file()
    assert 'file = "rule.txt"' in (house.folder / "manifest.toml").read_text("utf-8")


def test_the_last_document_stays_and_unknown_ones_are_said(house: House) -> None:
    with pytest.raises(InputError, match="唯一的文件"):
        house.workshop.withdraw("rule")
    with pytest.raises(InputError, match="沒有這份文件"):
        house.workshop.withdraw("none")
    with pytest.raises(InputError, match="找不到上傳的檔案"):
        house.workshop.publish("gone", FIELDS)


@pytest.fixture
def client(house: House) -> Iterator[TestClient]:
    app = FastAPI()
    app.include_router(admin_documents.routes(Officers(house.settings), house.workshop, house.service))
    with TestClient(app) as opened:
        yield opened


def test_the_page_takes_a_document_from_upload_to_answer(client: TestClient, house: House) -> None:
    file = {"file": ("新<b>.txt", SECOND.encode())}
    assert client.post("/admin/documents-upload", files=file).status_code == 401
    page = client.get("/admin/documents", headers=AS_OFFICER)
    token = page.text.split('name="token" value="')[1].split('"')[0]
    forged = client.post("/admin/documents-upload", files=file, data={"token": "x"}, headers=AS_OFFICER)
    assert forged.status_code == 403
    preview = client.post("/admin/documents-upload", files=file, data={"token": token}, headers=AS_OFFICER)
    assert preview.status_code == 200
    assert "<b>." not in preview.text
    assert "2 個標題" in preview.text or "3 個標題" in preview.text
    draft = preview.text.split('name="draft" value="')[1].split('"')[0]
    wrong = client.post("/admin/documents-publish", data={"token": token, "draft": draft, "id": ""}, headers=AS_OFFICER)
    assert wrong.status_code == 422
    assert "代號不可用" in wrong.text
    done = client.post("/admin/documents-publish", data={"token": token, "draft": draft, **FIELDS}, headers=AS_OFFICER)
    assert "已發布" in done.text
    assert "三十萬" in house.answer()
    back = client.post("/admin/documents-rollback", data={"token": token}, headers=AS_OFFICER)
    assert "已回復" in back.text
    gone = client.post("/admin/documents-withdraw", data={"token": token, "document": "rule"}, headers=AS_OFFICER)
    assert gone.status_code == 422
