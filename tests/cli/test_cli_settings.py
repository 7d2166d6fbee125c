"""Settings: which source wins, where a value came from, and what is refused."""

from pathlib import Path

import pytest

from assistant.cli import main
from assistant.settings import Secret, Settings, apply_environment, load, options
from corpus.errors import SettingsError


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_command_line_beats_environment_beats_file_beats_default(here: Path) -> None:
    Path("policy-assistant.toml").write_text('port = 1111\nhost = "::1"\ntop_k = 3\n', "utf-8")
    settings = load(
        {"port": 3333, "index": None}, environ={"POLICY_ASSISTANT_PORT": "2222", "POLICY_ASSISTANT_TOP_K": "4"}
    )
    assert (settings.port, settings.top_k, settings.host, settings.public) == (3333, 4, "::1", False)
    assert [settings.origin(name) for name in ("port", "top_k", "host", "public")] == [
        "命令列",
        "環境變數 POLICY_ASSISTANT_TOP_K",
        "設定檔 policy-assistant.toml",
        "預設值",
    ]


def test_paths_in_a_file_are_relative_to_that_file(here: Path) -> None:
    folder = here / "etc"
    folder.mkdir()
    (folder / "mine.toml").write_text('index = "idx"\n', "utf-8")
    assert load(config=folder / "mine.toml", environ={}).index == folder / "idx"


def test_empty_environment_value_counts_as_unset(here: Path) -> None:
    assert load(environ={"POLICY_ASSISTANT_PORT": ""}) == load(environ={})


@pytest.mark.parametrize(
    ("environ", "message", "hint"),
    [
        ({"POLICY_ASSISTANT_PROT": "1"}, "沒有「prot」這項設定（環境變數 POLICY_ASSISTANT_PROT）", "是不是「port」？"),
        (
            {"POLICY_ASSISTANT_PORT": "many"},
            "設定「port」的值無法使用：many（環境變數 POLICY_ASSISTANT_PORT）",
            "請給整數。",
        ),
        (
            {"POLICY_ASSISTANT_PORT": "70000"},
            "設定「port」的值超出範圍：70000（環境變數 POLICY_ASSISTANT_PORT）",
            "請用 0 到 65535 之間的整數。",
        ),
        (
            {"POLICY_ASSISTANT_PUBLIC": "maybe"},
            "設定「public」的值無法使用：maybe（環境變數 POLICY_ASSISTANT_PUBLIC）",
            "請給true 或 false。",
        ),
    ],
)
def test_unusable_values_are_refused_with_a_way_out(
    here: Path, environ: dict[str, str], message: str, hint: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        load(environ=environ)
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_a_number_where_text_belongs_is_refused(here: Path) -> None:
    Path("policy-assistant.toml").write_text("host = 5\n", "utf-8")
    with pytest.raises(SettingsError, match="設定「host」的值無法使用：5"):
        load(environ={})


@pytest.mark.parametrize("content", [b"port = ", b"\xff\xfe"])
def test_a_broken_settings_file_is_refused(here: Path, content: bytes) -> None:
    Path("policy-assistant.toml").write_bytes(content)
    with pytest.raises(SettingsError, match=r"設定檔不是有效的 TOML：policy-assistant\.toml"):
        load(environ={})


def test_a_named_settings_file_must_exist(here: Path) -> None:
    with pytest.raises(SettingsError, match="讀不到設定檔"):
        load(config=here / "none.toml", environ={})


def test_settings_id_follows_what_changes_answers_and_nothing_else() -> None:
    assert Settings().settings_id == Settings(port=1, host="::1").settings_id
    assert Settings().settings_id != Settings(top_k=Settings().top_k + 1).settings_id


def test_index_dir_is_named_else_one_per_corpus(tmp_path: Path) -> None:
    home = Settings(data_dir=tmp_path)
    first, second = (Settings(data_dir=tmp_path, corpus=tmp_path / name / "laws") for name in "ab")
    assert home.index_dir == tmp_path / "indexes" / "shipped"
    assert Settings(index=tmp_path / "x", corpus=tmp_path).index_dir == tmp_path / "x"
    assert first.index_dir != second.index_dir
    assert first.index_dir.parent == second.index_dir.parent == tmp_path / "indexes"
    assert first.index_dir.name.startswith("laws-")


def test_a_secret_never_shows_itself() -> None:
    secret = Secret("hunter2")
    assert (repr(secret), str(secret), f"{secret}", secret.reveal()) == (*["********"] * 3, "hunter2")
    assert secret == Secret("hunter2")
    assert not Secret("")


def test_every_setting_explains_itself() -> None:
    assert all(item.metadata["help"] for item in options().values())


def test_apply_environment_sets_what_libraries_read(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    monkeypatch.setenv("SOME_TELEMETRY", "on")
    apply_environment({"SOME_TELEMETRY": "off"})
    assert os.environ["SOME_TELEMETRY"] == "off"


def test_seconds_are_numbers_and_a_key_is_never_shown(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = load(environ={"POLICY_ASSISTANT_LLM_IDLE_SECONDS": "0.5", "POLICY_ASSISTANT_LLM_KEY": "sk-secret"})
    assert (settings.llm_idle_seconds, settings.llm_key.reveal()) == (0.5, "sk-secret")
    for value in ("-1", "nan", "1e3", "many"):
        with pytest.raises(SettingsError):
            load(environ={"POLICY_ASSISTANT_LLM_IDLE_SECONDS": value})
    Path("policy-assistant.toml").write_text("llm_key = 12345\n", "utf-8")
    with pytest.raises(SettingsError) as caught:
        load(environ={})
    assert "12345" not in caught.value.message + caught.value.hint
    Path("policy-assistant.toml").write_text('llm_key = "sk-secret"\n', "utf-8")
    for more in ([], ["--json"]):
        assert main(["settings", *more]) == 0
        assert "sk-secret" not in capsys.readouterr().out
    with pytest.raises(SettingsError):
        load(environ={"POLICY_ASSISTANT_LLM_KEYS": "x"})


def test_a_key_cannot_be_given_on_the_command_line(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["settings", "--llm-key", "sk-secret"]) == 2
    assert "不認得的參數" in capsys.readouterr().err
