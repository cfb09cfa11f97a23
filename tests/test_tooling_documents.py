"""What the documents promise is there: tasks, commands, settings, locked requirements."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parent.parent
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TASKS = set(re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)[0].split())
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("deploy/*")])
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
PINNED = re.compile(r"^[A-Za-z0-9._-]+(\[[a-z0-9,-]+\])?==\S+( ; .+)? \\$")


def promised(pattern: str) -> set[str]:
    """Return what the code samples of all documents name by that pattern."""
    texts = [path.read_text(encoding="utf-8") for path in DOCUMENTS]
    samples = [sample for text in texts for sample in CODE.findall(text)] + [path.read_text() for path in ROOT.glob("deploy/*.service")]
    return {name for sample in samples for name in re.findall(pattern, sample)}


def test_documents_name_only_tasks_that_the_makefile_has():
    assert promised(r"\bmake ([a-z]+)") <= TASKS


def test_documents_name_only_commands_that_django_has():
    assert promised(r"manage\.py ([a-z_]+)") <= set(get_commands())


def test_makefile_has_the_tasks_that_the_design_promises():
    assert {"demo", "test", "check", "format", "lock", "messages", "clean"} <= TASKS


def test_each_task_of_the_makefile_is_explained_by_make_alone():
    listing = subprocess.run(["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert set(re.findall(r"^make ([a-z]+) ", listing, re.MULTILINE)) == TASKS


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_are_pinned_with_hashes_and_name_no_index(name):
    lines = [line for line in (ROOT / name).read_text().splitlines() if line.strip() and not line.strip().startswith("#")]

    assert [line for line in lines if not PINNED.match(line) and not line.startswith("    --hash=sha256:")] == []
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links", (ROOT / name).read_text())


def test_development_requirements_hold_those_of_running_at_the_same_versions():
    run, dev = (
        set(re.findall(r"^[A-Za-z0-9._\[\]-]+==\S+", (ROOT / name).read_text(), re.MULTILINE))
        for name in ("requirements.txt", "requirements-dev.txt")
    )

    assert run <= dev


@pytest.mark.parametrize(("name", "group"), [("requirements.txt", "run"), ("requirements-dev.txt", "dev")])
def test_requirements_hold_each_direct_dependency(name, group):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    direct = project["project"]["dependencies"] + (project["dependency-groups"]["dev"] if group == "dev" else [])
    names = {re.match(r"[A-Za-z0-9._-]+", requirement)[0].lower() for requirement in direct}

    assert names <= set(re.findall(r"^([a-z0-9._-]+)(?:\[[a-z0-9,-]+\])?==", (ROOT / name).read_text(), re.MULTILINE))


def test_environment_example_names_settings_that_are_read():
    settings = (ROOT / "symposium" / "settings.py").read_text(encoding="utf-8")
    named = re.findall(r"^([A-Z_]+)=", (ROOT / "deploy" / "symposium.env.example").read_text(encoding="utf-8"), re.MULTILINE)

    assert len(named) > 5
    assert [name for name in named if f'"{name}"' not in settings] == []


def test_start_script_of_ci_runs_check_and_test():
    script = (ROOT / ".ci" / "run").read_text()

    assert re.findall(r"^make (\w+)", script, re.MULTILINE) == ["check", "test"]
