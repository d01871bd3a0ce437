"""PostgreSQL, a server of its own in a temporary folder, on a socket."""

from __future__ import annotations

import getpass
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import psycopg
from case import Table

KINDS = {
    "text": "text",
    "integer": "bigint",
    "decimal": "double precision",
    "boolean": "boolean",
    "date": "date",
    "timestamp": "timestamptz",
    "list": "text[]",
}
OTHERS = {"timestamp": "timestamp", "text": "varchar"}

# It does not start for root; Debian's package makes this user.
USER = "postgres"


class Engine:
    """A server that is emptied for each case."""

    dialect = "postgres"
    # Section 2 of the reference: SQL may raise an error instead of giving null.
    allowed_errors = ("value out of range: overflow", "value out of range: underflow")

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="handraise-postgres-"))
        self.run = ["runuser", "-u", USER, "--"] if getpass.getuser() == "root" else []
        if self.run:
            shutil.chown(self.folder, USER)
        try:
            self._start()
        except BaseException:
            self.close()
            raise

    def _start(self) -> None:
        # A collation of a language, so that nothing passes because bytes happen to be compared.
        language = ["--locale-provider=icu", "--icu-locale=en-US", "--locale=C.UTF-8", "--encoding=UTF8"]
        self._command("initdb", "-D", self.folder / "data", "-U", USER, "--no-sync", *language)
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.folder}' -c fsync=off"
        self._command("pg_ctl", "-D", self.folder / "data", "-w", "-l", self.folder / "log", "-o", options, "start")
        self.connection = psycopg.connect(host=str(self.folder), user=USER, dbname="postgres", autocommit=True)
        # Whatever time zone a session has, the scores are the same.
        self.connection.execute("set timezone = 'America/Sao_Paulo'")

    def _command(self, program: str, *arguments: str | Path) -> None:
        found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
        command: Sequence[str | Path] = [*self.run, found[-1] if found else program, *arguments]
        done = subprocess.run(command, cwd="/", env={**os.environ, "LC_ALL": "C.UTF-8"}, capture_output=True, encoding="utf-8", check=False)
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stdout}{done.stderr}")

    def load(self, tables: Mapping[str, Table], *, others: bool) -> None:
        """Makes these tables."""
        kinds_of = KINDS | OTHERS if others else KINDS
        for name, table in tables.items():
            columns = ", ".join(f"{quoted(column.name)} {kinds_of[column.kind]}" for column in table.columns)
            self.connection.execute(f"drop table if exists {name}; create table {name} ({columns})")
            with self.connection.cursor() as cursor, cursor.copy(f"copy {name} from stdin") as copy:
                for row in table.rows:
                    copy.write_row(row)

    def rows(self, query: str) -> list[dict[str, object]]:
        """The rows of a query."""
        cursor = self.connection.execute(query.encode())
        names = [column.name for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def faults_of_plan(self, query: str) -> list[str]:
        """Joins of leads or events with as many by a loop over all pairs, which end no day on real data."""
        plan = [row[0] for row in self.connection.execute(f"explain {query}".encode()).fetchall()]
        return [line.strip() for line in plan if "Nested Loop Left Join" in line or "Nested Loop Right Join" in line]

    def close(self) -> None:
        """Ends it."""
        if (self.folder / "data" / "postmaster.pid").exists():
            self._command("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop")
        shutil.rmtree(self.folder)


def quoted(name: str) -> str:
    """A name in quotes."""
    return '"' + name.replace('"', '""') + '"'
