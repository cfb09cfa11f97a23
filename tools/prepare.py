"""Make .venv, or bring it up to date, with the Python that runs this file and the locked requirements.

Runs before anything is installed, on any Python 3.6 or later, to say in a sentence what is missing.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".venv"
PYTHON = FOLDER / "bin" / "python"
REQUIREMENTS = ROOT / "requirements-dev.txt"
DONE = FOLDER / "installed"  # written last: without it the folder is half-made


def say(text):
    """Print one line about this step, at once."""
    print("environment: " + text, flush=True)


def wanted():
    """Return what DONE holds when .venv is as it should be: the requirements' digest and the folder, for a moved .venv does not work."""
    return hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest() + " " + str(FOLDER)


def is_usable():
    """Say whether .venv was finished here, by this user, and its Python still starts."""
    try:
        if FOLDER.stat().st_uid != os.getuid() or DONE.read_text().split(" ", 1)[1] != str(FOLDER):
            return False
        return subprocess.run([str(PYTHON), "-c", ""], stderr=subprocess.DEVNULL).returncode == 0
    except (OSError, IndexError):
        return False


def remove():
    """Take away a .venv that can't be used."""
    try:
        shutil.rmtree(str(FOLDER))
    except OSError as error:
        sys.exit(f"environment: {FOLDER} is another user's or can't be removed ({error}). Remove it, or work in a clone of your own.")


def make():
    """Make .venv and install the locked requirements into it."""
    if sys.version_info < (3, 11):
        version = ".".join(str(number) for number in sys.version_info[:3])
        sys.exit(f"environment: Python 3.11 or later is needed, this is {version}. Name one: make PYTHON=/path/to/python3 ...")
    usable = is_usable()
    if usable and DONE.read_text() == wanted():
        say(".venv is up to date")
        return
    if usable:
        DONE.unlink()
        say("requirements-dev.txt has changed; installing into .venv")
    else:
        if FOLDER.exists():
            say(".venv is half-made, moved or another user's; making it again")
            remove()
        say(f"making .venv with Python {sys.version_info[0]}.{sys.version_info[1]} and installing requirements-dev.txt (a minute or two)")
        if subprocess.run([sys.executable, "-m", "venv", str(FOLDER)]).returncode != 0:
            sys.exit("environment: this Python has no working venv module. On Debian or Ubuntu: apt-get install python3-venv")
    install = [str(PYTHON), "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-deps", "--require-hashes"]
    if subprocess.run([*install, "-r", str(REQUIREMENTS)]).returncode != 0:
        sys.exit("environment: pip could not install requirements-dev.txt; its reason is above.")
    DONE.write_text(wanted())
    say(".venv is ready")


if __name__ == "__main__":
    with REQUIREMENTS.open() as file:  # two makes at once: the second waits
        fcntl.flock(file, fcntl.LOCK_EX)
        make()
