"""Installs Debian's packages, where there is Debian and we may."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from tools.consumers.results import NotInstalled
from tools.consumers.shell import installing


def debian_installed(programs: Sequence[str], packages: Sequence[str], cache: Path) -> None:
    """Install packages unless these programs or files are there already. NotInstalled where that can't be."""
    if all(shutil.which(program) or Path(program).exists() for program in programs):
        return
    if shutil.which("apt-get") is None:
        raise NotInstalled(f"this machine has no apt-get, and lacks one of {', '.join(programs)}")
    root = () if os.geteuid() == 0 else ("sudo", "-n")
    quiet = ("-o", "DPkg::Lock::Timeout=600", "-y", "-qq", "--no-install-recommends")
    installing([*root, "apt-get", "update", "-qq"], cache)
    installing([*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", *quiet, *packages], cache)
