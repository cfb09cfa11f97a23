"""The programs that an audit runs: which are missing, and the packages of package.json, installed at the first use."""

import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
FOLDER = ROOT / "var" / "audit"
PACKAGES = FOLDER / "node_modules"
AXE = PACKAGES / "axe-core" / "axe.min.js"
LIGHTHOUSE = PACKAGES / "lighthouse" / "cli" / "index.js"
VNU = PACKAGES / "vnu-jar" / "build" / "dist" / "vnu.jar"
NEEDED = {
    "node": "Node 20 or later (nodejs.org; Debian 13: apt-get install nodejs npm)",
    "npm": "npm, which comes with Node (Debian: apt-get install npm)",
    "java": "Java 17 or later for the HTML checker (Debian: apt-get install default-jre-headless)",
}
NEEDED_BY = {"axe": ("npm",), "html": ("npm", "java"), "lighthouse": ("npm", "node")}


def refuse_what_cannot_run(parts: list[str]) -> None:
    """End with a sentence that names each program that these parts need and that is not there."""
    missing = dict.fromkeys(program for part in parts for program in NEEDED_BY[part] if not shutil.which(program))
    if missing:
        sys.exit(f"audit: missing are {'; '.join(NEEDED[program] for program in missing)}. A part alone: ONLY=axe, html or lighthouse.")


def install_packages() -> None:
    """Install the exact versions of package.json into var/audit, unless they are there; no script of theirs is run."""
    wanted, installed = HERE / "package.json", FOLDER / "package.json"
    if PACKAGES.is_dir() and installed.exists() and installed.read_bytes() == wanted.read_bytes():
        return
    print("audit: installing axe-core, lighthouse and vnu-jar into var/audit (half a minute)", flush=True)
    FOLDER.mkdir(parents=True, exist_ok=True)
    installed.unlink(missing_ok=True)
    shutil.copy(wanted, FOLDER / "new.json")
    (FOLDER / "new.json").rename(installed)
    quiet = ["--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if subprocess.run(["npm", "install", *quiet, "--prefix", str(FOLDER)]).returncode != 0:
        installed.unlink(missing_ok=True)  # half-made: again next time
        sys.exit("audit: npm could not install the packages; its reason is above.")
