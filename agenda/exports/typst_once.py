"""Run by typesetting.py in a process of its own: what to typeset comes as JSON on standard input, the file goes to standard output."""

import json
import sys

import typst


def main() -> int:
    """Typeset one file; on typst's refusal, write its reason to the standard error and return 1."""
    asked = json.load(sys.stdin)
    # The system's fonts are left out, so that every machine makes the same file.
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[asked["fonts"]])
    facts = {"facts": asked["facts"]}
    try:
        made = typst.compile(asked["template"], root=asked["root"], font_paths=fonts, sys_inputs=facts, **asked["options"])
    except typst.TypstError as error:
        sys.stderr.write(error.message)
        return 1
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
