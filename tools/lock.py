"""Compile requirements.txt and requirements-dev.txt from pyproject.toml, for every system, with hashes and no index named."""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OPTIONS = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--no-header"]


def main() -> None:
    """Install uv apart from .venv, and let it write both files; the second keeps to the versions of the first."""
    with tempfile.TemporaryDirectory() as folder:
        print("lock: installing uv into a folder for this run", flush=True)
        subprocess.run(
            [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target", folder, "uv"], check=True
        )
        compile_ = [str(Path(folder) / "bin" / "uv"), "pip", "compile", "pyproject.toml", "--quiet", "--upgrade", *OPTIONS]
        print("lock: writing requirements.txt", flush=True)
        subprocess.run([*compile_, "-o", "requirements.txt"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        print("lock: writing requirements-dev.txt", flush=True)
        dev = ["--group", "dev", "-c", "requirements.txt", "-o", "requirements-dev.txt"]
        subprocess.run([*compile_, *dev], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    print("lock: done; the next make installs what has changed", flush=True)


if __name__ == "__main__":
    main()
