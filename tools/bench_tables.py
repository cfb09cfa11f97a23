"""Measured figures beside their targets, as Markdown."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class Report:
    """The text of a run, and what of it missed its target."""

    parts: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def say(self, text: str) -> None:
        """Add a paragraph or a heading, and print it."""
        self.parts.append(text)
        print(text, end="\n\n", flush=True)

    def table(self, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Add a table: the first column is text, the others are figures."""
        lines = [header, ["---", *["---:"] * (len(header) - 1)], *rows]
        self.say("\n".join(f"| {' | '.join(cells)} |" for cells in lines))

    def judged(self, name: str, figure: float, *, least: float | None = None, most: float | None = None) -> tuple[str, str]:
        """Return target and verdict of a figure, and remember it where it misses."""
        is_met = figure >= least if least is not None else figure <= most
        target = f"≥ {least:,g}" if least is not None else f"≤ {most:,g}"
        if not is_met:
            self.missed.append(f"{name}: {figure:,.2f}, and should be {target}")
        return target, "met" if is_met else "**missed**"

    @property
    def text(self) -> str:
        """All of it."""
        return "\n\n".join(self.parts)
