"""Fails when a target imports a module that Package.swift does not give it, or is given one that it never imports.

The compiler's own check lets a target import what its dependencies depend on; the targets are the architecture, so here
each arrow has to be written down. Prints one line for each fault.
"""

import json
import pathlib
import re
import subprocess
import sys

# Modules of the toolchain and the system, open to every target.
SYSTEM = {"Swift", "Foundation", "FoundationEssentials", "Dispatch", "Synchronization", "Glibc", "Musl", "Darwin", "Testing"}
IMPORT = re.compile(r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:package|internal|public|private|fileprivate)\s+)?import\s+"
                    r"(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)", re.MULTILINE)


def declared(target: dict) -> set[str]:
    """The names of the modules and products that a target of `swift package dump-package` depends on."""
    return {(d.get("byName") or d.get("target") or d.get("product"))[0] for d in target["dependencies"]}


def imported(target: dict) -> set[str]:
    default = "Tests" if target["type"] == "test" else "Sources"
    folder = pathlib.Path(target.get("path") or f"{default}/{target['name']}")
    files = folder.rglob("*.swift")
    return {name for file in files for name in IMPORT.findall(file.read_text("utf-8"))}


def main() -> int:
    package = json.loads(subprocess.check_output(["swift", "package", "dump-package"]))
    # A test target depends on a program to have it built, and runs it: there is nothing to import.
    programs = {target["name"] for target in package["targets"] if target["type"] == "executable"}
    faults = []
    for target in package["targets"]:
        if target["type"] == "system":
            continue
        own, given = imported(target) - SYSTEM, declared(target)
        faults += [f"{target['name']} imports {name}, which Package.swift does not give it" for name in sorted(own - given)]
        faults += [f"{target['name']} is given {name} in Package.swift and never imports it" for name in sorted(given - own - programs)]
    print("\n".join(faults) or f"The imports of {len(package['targets'])} targets are as Package.swift draws them.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
