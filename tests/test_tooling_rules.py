"""The gates of `make check` stop what they say they stop."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")
PACKAGES = (
    "symposium",
    "agenda",
    "agenda/views",
    "agenda/domain",
    "agenda/models",
    "registrations",
    "registrations/domain",
    "registrations/models",
)


def lint(path: str, code: str) -> str:
    """Return what ruff says about that code at that path, by this project's rules."""
    command = [sys.executable, "-m", "ruff", "check", "--output-format=concise", f"--stdin-filename={ROOT / path}", "-"]
    return subprocess.run(command, input=code, capture_output=True, text=True, cwd=ROOT).stdout


@pytest.mark.parametrize("path", ["agenda/domain/moves.py", "registrations/domain/seats.py"])
@pytest.mark.parametrize("line", ["from django.http import HttpRequest", "from django.shortcuts import render", "import django.http"])
def test_domain_may_not_import_requests_and_responses(path, line):
    assert "TID251" in lint(path, line)


@pytest.mark.parametrize("path", ["agenda/views/pages.py", "registrations/admin/registration.py"])
def test_views_may_import_requests_and_responses(path):
    assert "TID251" not in lint(path, "from django.http import HttpRequest")


def test_import_inside_a_function_is_refused():
    assert "PLC0415" in lint("agenda/views/pages.py", "def page():\n    import json\n    return json\n")


def test_public_function_needs_a_docstring_outside_tests():
    code = "def publish():\n    return 1\n"

    assert "D103" in lint("agenda/domain/release.py", code)
    assert "D103" not in lint("tests/agenda/domain/test_release.py", code)


def lint_imports(folder: Path, modules: dict[str, str]) -> subprocess.CompletedProcess:
    """Run this project's import rules on made-up modules in a folder."""
    for package in PACKAGES:
        (folder / package).mkdir(parents=True, exist_ok=True)
        (folder / package / "__init__.py").touch()
    for path, code in modules.items():
        (folder / path).write_text(code)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return subprocess.run([LINT_IMPORTS, "--no-cache"], cwd=folder, capture_output=True, text=True)


def test_import_rules_allow_page_to_rule_to_row(tmp_path):
    modules = {
        "agenda/views/pages.py": "import agenda.domain.release\n",
        "agenda/domain/release.py": "import agenda.models\n",
        "registrations/domain/seats.py": "import agenda.domain.release\nimport registrations.models\n",
    }

    result = lint_imports(tmp_path, modules)

    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("agenda/domain/release.py", "import agenda.views\n"),
        ("agenda/models/release.py", "import agenda.domain\n"),
        ("registrations/models/tokens.py", "import registrations.domain\n"),
        ("agenda/views/pages.py", "import registrations.models\n"),
        ("agenda/domain/release.py", "import symposium.settings\n"),
        ("agenda/helpers.py", "# a module that no layer names\n"),
    ],
)
def test_import_rules_refuse_the_way_back(tmp_path, path, code):
    result = lint_imports(tmp_path, {path: code})

    assert result.returncode == 1
    assert "1 broken" in result.stdout
