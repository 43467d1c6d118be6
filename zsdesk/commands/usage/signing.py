"""The commands of certificates and signatures."""

from __future__ import annotations

import argparse
from pathlib import Path

from zsdesk.commands.usage.base import described, lazily
from zsdesk.words import tr


def describe(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Sign papers, say what of them holds, the desk's certificate."""
    sign = described(commands, "sign", tr("sign a paper for this desk's officer"), lazily("signing", "sign"))
    sign.add_argument("file", type=Path, metavar="FILE")
    sign.add_argument("-o", "--output", type=Path, metavar="FILE", help=tr("write it here; in place without it"))
    sign.add_argument("--as", dest="place", choices=("officer", "supervisor", "leader", "seal"), default="",
                      help=tr("the place to sign; officer, then supervisor without it"))  # fmt: skip
    verify = described(
        commands, "verify", tr("who signed a paper when, and whether everything holds; exit status 0 only then"),
        lazily("signing", "verify"), json=True,
    )  # fmt: skip
    verify.add_argument("file", metavar="FILE|CODE", help=tr("a PDF, or what a paper's QR code says"))
    certificate = described(
        commands, "certificate", tr("the desk's certificate"), lazily("signing", "certificate"), json=True
    )
    certificate.add_argument("--export", type=Path, metavar="FILE",
                             help=tr("write it with its key as PKCS#12; a passphrase is read from stdin"))  # fmt: skip
    certificate.add_argument("--import", dest="taken", type=Path, metavar="FILE",
                             help=tr("take another one from a PKCS#12 file"))  # fmt: skip
    papers = described(
        commands, "papers", tr("the register of papers, of one record or all"), lazily("signing", "papers"), json=True
    )
    papers.add_argument("record", nargs="?", default="", metavar="TYPE/ID")
