"""Ask for known vulnerabilities of every pinned version, as far as the registry tells them.

Ends with 1 where there is one. A registry without advisories (a mirror, a machine without network)
is said and is no failure: what was not audited is counted.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

PINS = Path(__file__).resolve().parents[1] / "constraints.txt"


def main() -> None:
    """Print what is known, and how much could be asked."""
    # All versions are pinned, so that nothing has to be resolved or downloaded.
    options = ["--no-deps", "--disable-pip", "--progress-spinner", "off", "-f", "json"]
    done = subprocess.run(
        [sys.executable, "-m", "pip_audit", "-r", PINS, *options],
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except ValueError:
        said = done.stderr.strip().splitlines()[-1:]
        print(f"Nothing was audited: {' '.join(said) or 'no answer'}")
        return
    audited = [one for one in packages if "vulns" in one]
    found = [(one, fault) for one in audited for fault in one["vulns"]]
    for one, fault in found:
        fixed = ", ".join(fault["fix_versions"]) or "no version yet"
        print(f"{one['name']} {one['version']}: {fault['id']}, mended in {fixed}")
    print(f"{len(audited)} of {len(packages)} packages audited, {len(found)} vulnerabilities known")
    if left := len(packages) - len(audited):
        print(f"Of {left} the registry in reach tells nothing.")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
