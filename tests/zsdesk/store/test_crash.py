"""Killed at any moment: what was said to be saved is there, and the desk is whole."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

from zsdesk.desk import Desk
from zsdesk.queries import detail, lists
from zsdesk.store.check import check

ROUNDS = 8
WRITER = textwrap.dedent("""
    import os, sys
    from pathlib import Path
    from zsdesk.acts import records
    from zsdesk.acts.attachments import attach_bytes
    from zsdesk.desk import Desk
    from zsdesk.kinds import Target

    desk = Desk.open(Path(sys.argv[1]))
    number = 0
    while True:
        number += 1
        values = {"title": f"线索{number}", "summary": "长" * (number * 37 % 3000)}
        lead = desk.do(records.create, "lead", values).result
        print(lead, flush=True)
        if number % 3 == 0:
            desk.do(records.change, "lead", lead, {"next_step": f"第{number}步"})
            print("next", lead, f"第{number}步", flush=True)
        if number % 5 == 0:
            desk.do(attach_bytes, Target("lead", lead), f"{number}.bin", os.urandom(number * 999 % 90_000 + 1))
            print("file", lead, flush=True)
""")


def test_a_killed_desk_keeps_everything_that_it_confirmed(tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    Desk.create(folder).close()
    dice = random.Random(20261124)
    confirmed: list[list[str]] = []
    for _ in range(ROUNDS):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(folder)], stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        confirmed.append(writer.stdout.readline().split())  # it has begun
        time.sleep(dice.random() * 0.12)
        os.kill(writer.pid, signal.SIGKILL)
        confirmed += [line.split() for line in writer.stdout.read().split("\n")[:-1]]
        writer.wait()
        writer.stdout.close()
    with Desk.open(folder) as desk:
        here = set(desk.read(lists.ids, lists.ListQuery("lead")))
        made = {words[0] for words in confirmed if len(words) == 1}
        assert len(made) > ROUNDS
        assert made <= here
        assert len(here) <= len(made) + ROUNDS  # at most one a round was saved and not yet told
        for words in confirmed:
            if words[0] == "next":
                assert desk.read(detail.detail, "lead", words[1]).values["next_step"] == words[2]
            elif words[0] == "file":
                (file,) = desk.read(detail.detail, "lead", words[1]).files
                assert len(desk.blob(file.sha256)) == file.size
        with desk.transaction() as connection:
            assert check(connection, desk.blobs) == []
