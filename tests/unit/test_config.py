"""Settings: the file, the environment over it, and clear words for what is wrong."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from urllib.parse import unquote

import pytest

from bbs import config
from bbs.config import Settings
from bbs.errors import Invalid

PAGE = Path(__file__).parents[2] / "docs" / "sysops" / "settings.md"
ROW = re.compile(r"^\| `(\w+)` \| `(BBS_\w+)` \| (.*?) \| (.*?) \|$", re.M)


def written(folder: Path, text: str) -> Path:
    path = folder / "bbs.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_what_ships_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = config.load(environ={})
    assert settings == Settings(home=tmp_path)
    assert settings.data_path == tmp_path / "data"
    assert settings.hostkey_path == tmp_path / "hostkeys"
    assert settings.database == f"sqlite:///{tmp_path}/data/lamplight.db"


def test_a_file_is_read_and_its_folder_is_home(tmp_path: Path) -> None:
    path = written(tmp_path, 'host = "::"\nport = 22\ndata_dir = "state"\ndemo = true\n')
    settings = config.load(path, environ={})
    assert (settings.host, settings.port, settings.demo) == ("::", 22, True)
    assert settings.data_path == tmp_path / "state"


def test_the_file_in_the_working_directory_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path, "port = 2300\n")
    monkeypatch.chdir(tmp_path)
    assert config.load(environ={}).port == 2300


def test_the_environment_goes_over_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, 'host = "::"\nport = 22\n')
    environ = {"BBS_PORT": "2022", "BBS_DEMO": "yes", "BBS_DATA_DIR": "/srv/x", "OTHER_PORT": "1"}
    settings = config.load(path, environ)
    assert (settings.host, settings.port, settings.demo) == ("::", 2022, True)
    assert settings.data_path == Path("/srv/x")


def test_a_folder_with_an_odd_name_comes_back_out_of_the_url(tmp_path: Path) -> None:
    odd = tmp_path / "a #1 50%25 ?"
    path = Settings(home=odd).database.removeprefix("sqlite:///")
    assert "#" not in path and "?" not in path
    assert unquote(path) == str(odd / "data" / "lamplight.db")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("prot = 22\n", "a setting that there is not: prot"),
        ('home = "/"\n', "a setting that there is not: home"),
        ("port = \n", "can't be read"),
        ('port = "many"\n', "port is a whole number"),
        ("port = 22.5\n", "port is a whole number"),
        ("port = true\n", "port is a whole number"),
        ("port = -1\n", "port is a whole number"),
        ('demo = "perhaps"\n', "demo is yes or no"),
        ("host = 127\n", "host is a text"),
        ('database_url = ["sqlite:///x"]\n', "database_url is a text"),
        ("data_dir = 5\n", "data_dir is a text"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(Invalid, match=reason):
        config.load(written(tmp_path, text), environ={})


def test_a_wrong_variable_is_named() -> None:
    with pytest.raises(Invalid, match="argon2_time is a whole number"):
        config.load(environ={"BBS_ARGON2_TIME": ""})


def test_a_file_that_is_asked_for_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="can't be read"):
        config.load(tmp_path / "none.toml", environ={})
    (tmp_path / "latin.toml").write_bytes(b'host = "\xe9"')
    with pytest.raises(Invalid, match="can't be read"):
        config.load(tmp_path / "latin.toml", environ={})


def test_every_setting_says_what_it_is_for() -> None:
    assert set(config.documented()) == {each.name for each in fields(Settings)} - {"home"}
    assert all(says.endswith(".") for says in config.documented().values())


def test_every_setting_is_in_the_sysops_page() -> None:
    rows = {
        name: (variable, default) for name, variable, default, _ in ROW.findall(PAGE.read_text())
    }
    assert list(rows) == list(config.documented())
    for each in fields(Settings):
        if each.name != "home":
            odd = {"False": "no", "": "(empty)"}
            shown = odd.get(str(each.default), f"`{each.default}`")
            assert rows[each.name] == (f"BBS_{each.name.upper()}", shown)
