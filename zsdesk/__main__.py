"""``zsdesk``: the window, or a command over the same desk."""

from __future__ import annotations

import gc
import io
import sys
from collections.abc import Sequence

from zsdesk.commands.parser import parse
from zsdesk.errors import NotFound, ZsdeskError
from zsdesk.words import language_from_environment, set_language, tr


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; 0 done, 1 refused or offline (one sentence on stderr), 2 wrong usage."""
    gc.set_threshold(50_000, 20, 20)  # a page of a sync makes tens of thousands of objects that live to its end
    set_language(language_from_environment() or "zh_CN")
    _speak_utf8()
    arguments = parse(sys.argv[1:] if argv is None else list(argv))
    try:
        if arguments.command is None:
            gc.disable()  # until the first paint: nothing is thrown away before it
            from ui.app import main as window

            return window([], arguments.desk)
        if arguments.command == "demo":
            from ui.demo import demo

            return demo(offscreen=arguments.offscreen, keep=arguments.keep)
        return int(arguments.run(arguments) or 0)
    except BrokenPipeError:
        sys.stderr.close()  # whoever read us has heard enough
        return 0
    except KeyboardInterrupt:
        print(tr("Interrupted; what was saved is saved."), file=sys.stderr)
        return 1
    except ZsdeskError as error:
        print(error, file=sys.stderr)
        return 2 if isinstance(error, NotFound) and error.values.get("known") else 1


def _speak_utf8() -> None:
    """Into files and pipes every system writes UTF-8, whatever its own habit; a console keeps its own."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and not stream.isatty():
            stream.reconfigure(encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
