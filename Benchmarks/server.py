"""A PostgreSQL server for one benchmark: started in a folder of its own, with the settings it comes with, and gone afterwards."""

import os
import pathlib
import pwd
import shutil
import subprocess
import tempfile


class Postgres:
    def __init__(self) -> None:
        versions = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), key=lambda each: int(each.parent.name))
        on_path = shutil.which("initdb")
        self._programs = versions[-1] if versions else pathlib.Path(on_path).parent if on_path else None
        self.is_installed = self._programs is not None

    def database(self, name: str) -> str:
        """The address of a new, empty database."""
        self._run("createdb", "-h", self._folder, "-U", "bench", "-O", "bookkeeper", name)
        return f"postgres://bookkeeper@/{name}?host={self._folder}"

    def drop(self, name: str) -> None:
        """Takes a database away, so that the server does not tidy it up while the next one is measured."""
        self._run("dropdb", "-h", self._folder, "-U", "bench", name)

    def __enter__(self) -> "Postgres":
        if not self.is_installed:
            return self
        self._folder = tempfile.mkdtemp(prefix="bookkeeper-bench-")
        # The server refuses root, so as root it runs as the user that Debian's package makes for it.
        self._user = "postgres" if os.geteuid() == 0 else None
        if self._user:
            os.chown(self._folder, pwd.getpwnam(self._user).pw_uid, -1)
        self._run("initdb", "-D", f"{self._folder}/data", "-U", "bench", "--auth=trust", "--encoding=UTF8")
        self._run("pg_ctl", "-D", f"{self._folder}/data", "-w", "-l", f"{self._folder}/log",
                  "-o", f"-c listen_addresses= -c unix_socket_directories={self._folder}", "start")
        # The books' role is no superuser, as row-level security does not bind one.
        self._run("psql", "-q", "-h", self._folder, "-U", "bench", "-d", "postgres", "-c", "CREATE ROLE bookkeeper LOGIN CREATEDB")
        return self

    def __exit__(self, *_: object) -> None:
        if self.is_installed:
            self._run("pg_ctl", "-D", f"{self._folder}/data", "-m", "immediate", "stop")
            shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run([self._programs / program, *arguments], check=True, cwd="/", user=self._user, stdout=subprocess.DEVNULL)
