"""What finds mistakes without running the tests. All of it runs, so that one look shows all that is wrong."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
LINT_IMPORTS = str(Path(PYTHON).with_name("lint-imports"))
CHECKS = {
    "format": [PYTHON, "-m", "ruff", "format", "--check", "--output-format=concise", "."],
    "lint": [PYTHON, "-m", "ruff", "check", "--output-format=concise", "."],
    "import rules": [LINT_IMPORTS, "--no-logo"],
    "settings for real use": [PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
    "migrations complete": [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
    "static files": [PYTHON, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"],
    "translations": [PYTHON, "manage.py", "update_messages", "--check"],
    "requirements": [PYTHON, "-m", "pip", "check", "--disable-pip-version-check"],
}


def production(folder: str) -> dict[str, str]:
    """Return an environment as an operator would write it, with its files in that folder."""
    return {
        **{name: value for name, value in os.environ.items() if not name.endswith("_FILE") and name != "DJANGO_SETTINGS_MODULE"},
        "DEBUG": "false",
        "SECRET_KEY": "only-for-make-check-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "ALLOWED_HOSTS": "symposium.example",
        "BASE_URL": "https://symposium.example",
        "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
        "EMAIL_URL": "smtp://localhost:25",
        "MEDIA_ROOT": f"{folder}/media",
        "PRIVATE_ROOT": f"{folder}/private",
        "STATIC_ROOT": f"{folder}/static",
    }


def main() -> int:
    """Run each check, say how it went and what it said when it failed, and return the exit code of the whole."""
    failed = []
    with tempfile.TemporaryDirectory() as folder:
        environment = production(folder)
        for name, command in CHECKS.items():
            result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
            print(f"{name}: {'ok' if result.returncode == 0 else 'FAILED'}", flush=True)
            if result.returncode != 0:
                failed.append(name)
                print((result.stdout + result.stderr).rstrip(), flush=True)
    print(f"make check FAILED: {', '.join(failed)}" if failed else f"make check passed: {len(CHECKS)} checks", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
