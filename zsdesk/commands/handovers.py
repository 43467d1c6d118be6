"""The command of handing a project over."""

from __future__ import annotations

import json
import sys
from argparse import Namespace

from zsdesk.commands.opening import open_desk
from zsdesk.commands.saying import plain
from zsdesk.queries import naming
from zsdesk.sheets import handover as packets
from zsdesk.words import tr


def handover(arguments: Namespace) -> int | None:
    """Write a packet, or take a receipt in; 1 where the two sides differ."""
    if arguments.receipt:
        with open_desk(arguments) as desk:
            back = packets.take_back(desk, arguments.receipt)
        if arguments.json:
            print(json.dumps(plain(back), ensure_ascii=False, indent=2))
        else:
            said = tr("Received under {code}.", code=back.code) if back.accepted else tr("Returned.")
            print("\n".join((said, *back.differences)) if back.differences else f"{said} {tr('Both sides agree.')}")
        return 1 if back.differences else 0
    if not arguments.id or not arguments.output:
        print(tr("Say which project to hand over and with -o where to, or with --receipt which receipt came back."),
              file=sys.stderr)  # fmt: skip
        raise SystemExit(2)
    with open_desk(arguments) as desk:
        sent = packets.write(desk, desk.read(naming.one, "project", arguments.id), arguments.to or "", arguments.output)
    if arguments.json:
        print(json.dumps(plain(sent), ensure_ascii=False, indent=2))
    else:
        print(tr("{path}: {n} files, SHA-256 {digest}", path=arguments.output, n=len(sent.files), digest=sent.sha256))
    return None
