"""The parts of `./dev` that decide something: what is missing, what is stale, what is said."""

from pathlib import Path
from types import ModuleType

import pytest


def met(package: str, dev: ModuleType) -> object:
    return dev.Need(package, lambda: True)


def unmet(package: str, dev: ModuleType) -> object:
    return dev.Need(package, lambda: False)


@pytest.fixture
def bare_machine(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which two packages are missing, where nothing may be installed or fetched."""
    needs = (met("python3-venv", dev), unmet("libpango-1.0-0", dev), unmet("fonts-noto-cjk", dev))
    monkeypatch.setattr(dev, "RUN_NEEDS", needs)
    monkeypatch.setattr(dev.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(dev.os, "geteuid", lambda: 1000)


def test_only_what_is_not_there_is_missing(dev: ModuleType) -> None:
    needs = [met("python3-venv", dev), unmet("chromium", dev), unmet("poppler-utils", dev)]
    assert dev.missing_packages(needs) == ["chromium", "poppler-utils"]


def test_a_library_is_found_by_loading_it(dev: ModuleType) -> None:
    assert dev.has_library("libc.so.6")()
    assert not dev.has_library("libnowhere.so.0")()


def test_a_program_is_found_on_the_path(dev: ModuleType) -> None:
    assert dev.has_program("sh")()
    assert not dev.has_program("no-such-program")()


def test_who_is_not_root_is_given_the_line_to_run(dev: ModuleType, bare_machine: None) -> None:
    with pytest.raises(dev.Refused) as refusal:
        dev.prepare(with_tests=False)
    lines = str(refusal.value).splitlines()
    install = "sudo apt-get install -y --no-install-recommends libpango-1.0-0 fonts-noto-cjk"
    assert f"  sudo apt-get update && {install}" in lines
    assert "不是 root" in lines[0]


def test_a_machine_without_apt_is_told_the_packages(
    dev: ModuleType, bare_machine: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev.shutil, "which", lambda name: None)
    with pytest.raises(dev.Refused, match=r"libpango-1\.0-0、fonts-noto-cjk.*没有 apt-get"):
        dev.prepare(with_tests=False)


def test_root_has_the_environments_package_installed_first(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    installed: list[list[str]] = []
    monkeypatch.setattr(dev, "install", lambda packages: installed.append(list(packages)))
    installing = dev.begin_install(["python3-venv", "libpango-1.0-0", "chromium"])
    installing.result()
    assert installed == [["python3-venv"], ["libpango-1.0-0", "chromium"]]


def test_nothing_is_installed_where_nothing_is_missing(dev: ModuleType) -> None:
    assert dev.begin_install([]) is None


def test_package_lists_are_refreshed_once_when_a_package_is_gone(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []

    def install(packages: list[str]) -> None:
        done.append("install")
        if "update" not in done:
            raise dev.Refused("404")

    monkeypatch.setattr(dev, "install", install)
    monkeypatch.setattr(dev, "update_package_lists", lambda: done.append("update"))
    dev.install_with_fresh_lists(["chromium"])
    assert done == ["install", "update", "install"]


def test_a_failed_step_is_told_with_its_last_lines(dev: ModuleType) -> None:
    with pytest.raises(dev.Refused, match=r"(?s)试一试失败（退出码 3）.*last words"):
        dev.succeed("试一试", ["sh", "-c", "echo last words; exit 3"])


def test_a_stamp_holds_until_its_sources_change(dev: ModuleType, tmp_path: Path) -> None:
    source, stamp = tmp_path / "uv.lock", tmp_path / "made" / ".stamp"
    source.write_text("first")
    assert not dev.is_stamped(stamp, dev.fingerprint(source))
    dev.put_stamp(stamp, dev.fingerprint(source))
    assert dev.is_stamped(stamp, dev.fingerprint(source))
    source.write_text("second")
    assert not dev.is_stamped(stamp, dev.fingerprint(source))


def test_parts_of_a_fingerprint_do_not_run_together(dev: ModuleType) -> None:
    assert dev.fingerprint("ab", "c") != dev.fingerprint("a", "bc")


def test_static_files_are_collected_again_only_after_a_change(
    dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    monkeypatch.setattr(dev, "STATIC", tmp_path / "var" / "static")
    for name in ("static/a.css", "office/static/b.css", "var/static/c.css"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).touch()
    key = dev.static_key()
    (tmp_path / "var/static/c.css").write_text("collected")
    assert dev.static_key() == key
    (tmp_path / "office/static/b.css").write_text("changed")
    assert dev.static_key() != key


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a{}\n/*# sourceMappingURL=a.min.css.map */\n", "a{}\n"),
        ("run();\n//# sourceMappingURL=a.min.js.map", "run();"),
        ("// sourceMappingURL is only spoken of\n", "// sourceMappingURL is only spoken of\n"),
    ],
)
def test_pointers_to_source_maps_are_dropped(dev: ModuleType, text: str, kept: str) -> None:
    assert dev.without_source_map(text.encode()).decode() == kept


def test_front_end_files_are_laid_out_where_pages_ask_for_them(dev: ModuleType, tmp_path: Path) -> None:
    modules, vendor = tmp_path / "node_modules", tmp_path / "vendor"
    for source in dev.FRONT_END_FILES.values():
        (modules / source).parent.mkdir(parents=True, exist_ok=True)
        (modules / source).write_bytes(b"/* own */\n/*# sourceMappingURL=x.map */")
    dev.lay_out_vendor(modules, vendor)
    assert (vendor / "bootstrap/bootstrap.min.css").read_bytes() == b"/* own */"
    assert b"sourceMappingURL" in (vendor / "bootstrap-icons/whole.woff2").read_bytes()


def test_pages_ask_for_no_front_end_file_that_is_not_laid_out(dev: ModuleType) -> None:
    pages = "".join(path.read_text(encoding="utf-8") for path in (dev.ROOT / "templates").rglob("*.html"))
    asked = set(dev.re.findall(r"static 'vendor/([^']+)'", pages))
    assert asked
    assert asked <= set(dev.FRONT_END_FILES)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], ["-n", "4", "--dist", "worksteal"]),
        (["-x"], ["-n", "4", "--dist", "worksteal", "-x"]),
        (["tests/policy"], ["tests/policy"]),
        (["-n", "0"], ["-n", "0"]),
        (["-k", "quota"], ["-k", "quota"]),
    ],
)
def test_the_whole_suite_is_shared_out_and_a_part_is_not(
    dev: ModuleType, given: list[str], expected: list[str]
) -> None:
    assert dev.pytest_arguments(given, cores=2) == expected


def test_the_law_rules_services_and_selectors_are_type_checked(dev: ModuleType, tmp_path: Path) -> None:
    for name in ("a/rules/__init__.py", "a/services.py", "b/selectors.py", "b/rules_of_thumb.txt", "b/views.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert dev.typed_parts(tmp_path) == ["policy", "a/rules", "a/services.py", "b/selectors.py"]


def test_a_check_that_fails_does_not_hide_the_next(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev, "prepare", lambda with_tests: None)
    monkeypatch.setattr(dev, "checks", lambda: [dev.Check("一", ["false"]), dev.Check("二", ["true"])])
    assert dev.check(with_suite=False) == 1
    shown = capsys.readouterr().out
    assert "✗ 一" in shown
    assert "✓ 二" in shown


def test_fonts_that_cannot_be_had_are_not_asked_for_at_each_start(
    dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev, "FONTS", tmp_path)
    monkeypatch.setattr(dev, "VAR", tmp_path)

    def refuse(*_: object, **__: object) -> None:
        raise dev.Refused("no network")

    monkeypatch.setattr(dev, "succeed", refuse)
    dev.begin_fonts().result()
    assert "暂用 Noto" in capsys.readouterr().out
    assert dev.begin_fonts() is None


def test_an_unknown_command_is_refused(dev: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        dev.main(["fly"])
    assert "setup" in capsys.readouterr().err
