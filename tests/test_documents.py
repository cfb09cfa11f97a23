"""What the documents name is there: files, links, and every setting."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[\w-]+)?\)")
FILE = re.compile(r"`((?:agenda|registrations|symposium|templates|tests|deploy|static|locale)/[\w./-]+\.\w+)`")
IDS = [path.relative_to(ROOT).as_posix() for path in DOCUMENTS]


def settings_that_are_read() -> set[str]:
    return set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', (ROOT / "symposium" / "settings.py").read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", DOCUMENTS, ids=IDS)
def test_document_links_to_what_is_there(path):
    links = [link for link in LINK.findall(path.read_text(encoding="utf-8")) if not link.startswith(("http://", "https://", "mailto:"))]

    assert [link for link in links if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=IDS)
def test_document_names_files_that_are_there(path):
    assert [name for name in FILE.findall(path.read_text(encoding="utf-8")) if not (ROOT / name).exists()] == []


def test_readme_lists_each_setting_once_and_no_other():
    listed = re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)

    assert len(listed) == len(set(listed))
    assert set(listed) == settings_that_are_read()


def test_readme_is_read_in_one_sitting():
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) < 150


def test_index_of_decisions_lists_them_all():
    folder = ROOT / "docs" / "decisions"
    listed = re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", (folder / "README.md").read_text(encoding="utf-8"))

    assert listed == sorted(path.name for path in folder.glob("[0-9]*.md"))


def test_licence_is_the_one_that_the_project_declares():
    assert 'license = "AGPL-3.0-or-later"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert "GNU AFFERO GENERAL PUBLIC LICENSE\n                       Version 3" in (ROOT / "LICENSE").read_text(encoding="utf-8")


def test_pictures_of_the_readme_are_light():
    assert [path.name for path in (ROOT / "docs" / "img").glob("*.png") if path.stat().st_size > 200_000] == []
