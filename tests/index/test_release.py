import dataclasses
import errno
import itertools
import json
import multiprocessing
import os
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import IndexCorrupt, IndexMissing, PolicyAssistantError, ReleaseError
from index import generations
from index.release import open_release, rollback, status, verify, write_release

FILES = (
    "crowding.bin",
    "documents.jsonl",
    "manifest.json",
    "passages.jsonl",
    "passages.safetensors",
    "sections.jsonl",
    "vectors.faiss",
)


def test_what_was_written_is_what_is_opened(made, tmp_path) -> None:
    release = made(甲=("水在河。火在山。土在田。", "火"), 乙=("土",))
    assert write_release(tmp_path, release) == "gen-000001"
    opened = open_release(tmp_path)
    assert (opened.documents, opened.sections, opened.passages) == (
        release.documents,
        release.sections,
        release.passages,
    )
    assert opened.manifest == release.manifest
    assert opened.index_id == release.index_id
    assert opened.crowding.tolist() == release.crowding.tolist()
    assert opened.vectors.to_bytes() == release.vectors.to_bytes()
    assert opened.lexical.to_bytes() == release.lexical.to_bytes()
    assert (opened.generation, opened.warnings) == ("gen-000001", ())
    assert sorted(p.name for p in (tmp_path / "gen-000001").iterdir()) == sorted(FILES)


def test_a_release_answers_for_its_parts(made) -> None:
    release = made(甲=("水", "火"), 乙=("土",))
    assert release.document("乙").text == "土"
    assert release.section("甲/1").path == ("甲", "第1節")
    assert [s.section_id for s in release.sections_of("甲")] == ["甲/0", "甲/1"]
    assert [p.text for p in release.passages_of("甲/1")] == ["火"]
    assert release.sections_of("丙") == release.passages_of("丙") == ()
    with pytest.raises(KeyError):
        release.document("丙")


def test_what_stands_before_after_and_above_a_passage(made) -> None:
    release = made(甲=("水", "火"), 乙=("土",))
    water, fire, earth = release.passages
    assert release.neighbours(water.passage_id) == (None, fire)
    assert release.neighbours(fire.passage_id) == (water, None)
    assert release.neighbours(earth.passage_id) == (None, None)
    with pytest.raises(KeyError):
        release.neighbours("丙")
    assert release.parents("甲/0") == ()
    top, below = release.sections_of("甲")
    nested = dataclasses.replace(release, sections=(top, dataclasses.replace(below, parent_id="甲/0")))
    assert nested.parents("甲/1") == (top,)


def test_the_id_names_the_content_and_not_the_time(made) -> None:
    release = made(甲=("水",))
    later = dataclasses.replace(release.manifest, created="2031-01-01T00:00:00+00:00")
    assert later.index_id == release.index_id
    assert made(甲=("火",)).index_id != release.index_id


def test_two_generations_stay_and_the_earlier_one_can_return(made, tmp_path) -> None:
    for text in ("水", "火", "土"):
        write_release(tmp_path, made(甲=(text,)))
    assert status(tmp_path).generations == ("gen-000002", "gen-000003")
    assert rollback(tmp_path).generation == "gen-000002"
    assert open_release(tmp_path).document("甲").text == "火"
    write_release(tmp_path, made(甲=("木",)))
    assert status(tmp_path).generations == ("gen-000002", "gen-000004")
    rollback(tmp_path)
    with pytest.raises(IndexMissing, match="沒有更早"):
        rollback(tmp_path)


def test_no_index_is_said_so(tmp_path) -> None:
    for work in (open_release, status, verify, rollback):
        with pytest.raises(IndexMissing) as caught:
            work(tmp_path / "none")
        assert caught.value.hint


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", ["flip", "cut", "gone", "swap"])
def test_any_damaged_file_is_noticed_and_the_earlier_release_serves(made, tmp_path, name, damage) -> None:
    write_release(tmp_path, made(甲=("水",)))
    write_release(tmp_path, made(甲=("火木火。",)))
    path = tmp_path / "gen-000002" / name
    data = path.read_bytes()
    if damage == "gone":
        path.unlink()
    elif damage == "swap":
        path.write_bytes((tmp_path / "gen-000001" / name).read_bytes())
        if path.read_bytes() == data:
            pytest.skip("the file is the same in both generations")
    else:
        path.write_bytes(data[:-1] if damage == "cut" else data[:-1] + bytes([data[-1] ^ 1]))
    with pytest.raises(IndexCorrupt, match=r"gen-000002"):
        verify(tmp_path)
    opened = open_release(tmp_path)
    assert opened.document("甲").text == "水"
    assert len(opened.warnings) == 1
    assert "gen-000002" in opened.warnings[0]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_one_flipped_bit_anywhere_is_noticed(made, tmp_path, data) -> None:
    if not (tmp_path / generations.POINTER).exists():
        write_release(tmp_path, made(甲=("水在河。火在山。土在田。", "火")))
    files = sorted(p for p in tmp_path.rglob("*") if p.is_file() and p.name != ".lock")
    path = data.draw(st.sampled_from(files))
    content = path.read_bytes()
    place = data.draw(st.integers(0, len(content) - 1))
    bit = 1 << data.draw(st.integers(0, 7))
    path.write_bytes(content[:place] + bytes([content[place] ^ bit]) + content[place + 1 :])
    try:
        if path.name == generations.POINTER:
            opened = None
            try:
                opened = verify(tmp_path)
            except PolicyAssistantError:
                return
            assert opened.generation == "gen-000001"  # white space for white space says the same
        else:
            with pytest.raises(IndexCorrupt):
                verify(tmp_path)
    finally:
        path.write_bytes(content)


def test_a_damaged_only_release_is_refused(made, tmp_path) -> None:
    write_release(tmp_path, made(甲=("水",)))
    (tmp_path / "gen-000001" / "vectors.faiss").write_bytes(b"")
    with pytest.raises(IndexCorrupt, match=r"vectors\.faiss"):
        open_release(tmp_path)


def test_a_damaged_pointer_is_refused_and_healed_by_the_next_write(made, tmp_path) -> None:
    write_release(tmp_path, made(甲=("水",)))
    (tmp_path / generations.POINTER).write_text("rubbish")
    with pytest.raises(IndexCorrupt, match="CURRENT"):
        open_release(tmp_path)
    write_release(tmp_path, made(甲=("火",)))
    assert open_release(tmp_path).document("甲").text == "火"


def test_parts_that_disagree_are_refused_even_with_right_checksums(made, tmp_path) -> None:
    release = made(甲=("水", "火"))
    wrong = dataclasses.replace(release, passages=release.passages[:1])
    write_release(tmp_path, wrong)
    with pytest.raises(IndexCorrupt, match="counts, postings, vectors, crowding"):
        open_release(tmp_path)


def test_another_schema_is_refused(made, tmp_path) -> None:
    release = made(甲=("水",))
    write_release(tmp_path, dataclasses.replace(release, manifest=dataclasses.replace(release.manifest, schema=99)))
    with pytest.raises(IndexCorrupt, match="99"):
        open_release(tmp_path)


def _failing_at(number: int, real: Callable[..., object]) -> Callable[..., object]:
    """Return ``real`` that works ``number`` times and then finds the disk full."""
    left = itertools.count(number, -1)

    def call(*args: object, **kwargs: object) -> object:
        if next(left) == 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(*args, **kwargs)

    return call


@pytest.mark.parametrize("call", ["fsync", "rename", "replace", "open", "mkdir"])
def test_a_write_that_fails_at_any_step_leaves_the_old_or_the_new_release(made, tmp_path, monkeypatch, call) -> None:
    old, new = made(甲=("水",)), made(甲=("火",))
    failed = 0
    for step in range(30):
        write_release(tmp_path, old)
        with monkeypatch.context() as patch:
            patch.setattr(os, call, _failing_at(step, getattr(os, call)))
            try:
                write_release(tmp_path, new)
            except ReleaseError:
                failed += 1
        opened = verify(tmp_path)
        assert opened.manifest.index_id in (old.index_id, new.index_id)
        if opened.manifest.index_id == new.index_id and failed < step + 1:
            break
    assert failed == step > 0


def _write_until_killed(folder, release) -> None:
    while True:
        write_release(folder, release)


@pytest.mark.slow
def test_a_killed_writer_never_leaves_a_mixed_index(made, tmp_path) -> None:
    write_release(tmp_path, made(甲=("水",)))
    context = multiprocessing.get_context("fork")
    for milliseconds in range(1, 40, 2):
        writer = context.Process(target=_write_until_killed, args=(tmp_path, made(甲=("火",))))
        writer.start()
        writer.join(milliseconds / 1000)
        writer.kill()
        writer.join()
        assert verify(tmp_path).generation in generations.names(tmp_path)


def test_one_writer_at_a_time(tmp_path) -> None:
    with (
        generations.single_writer(tmp_path),
        pytest.raises(ReleaseError, match="正在寫入") as caught,
        generations.single_writer(tmp_path),
    ):
        pass
    assert caught.value.retryable


def test_a_folder_that_cannot_be_written_is_said_so(tmp_path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ReleaseError, match="無法寫入"), generations.single_writer(tmp_path / "file" / "index"):
        pass


def test_the_manifest_tells_sizes_and_checksums(made, tmp_path) -> None:
    write_release(tmp_path, made(甲=("水",)))
    manifest = json.loads((tmp_path / "gen-000001" / "manifest.json").read_text())
    assert set(manifest["files"]) == set(FILES) - {"manifest.json"}
    assert manifest["files"]["documents.jsonl"]["size"] == (tmp_path / "gen-000001" / "documents.jsonl").stat().st_size
    assert manifest["sources"] == {"甲": made(甲=("水",)).document("甲").sha256}
