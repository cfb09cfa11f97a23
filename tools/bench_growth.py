"""How the cost of the agenda grows with its sessions: what a warm answer costs for each KB that it sends."""

from dataclasses import dataclass, field
from statistics import median

from tools.bench_pages import Run, load
from tools.bench_site import SITE, Answer, Server, served, site
from tools.bench_tables import Report

MANY = 2_000
GROWTH = 1.1  # of the cost a KB, at most
ENCODINGS = {"not compressed": "identity", "br": "br"}


@dataclass
class Measured:
    """The runs of one agenda in one encoding."""

    sent: Answer
    runs: list[Run] = field(default_factory=list)

    @property
    def kilobytes(self) -> float:
        """What one answer sends, its headers included."""
        return self.sent.bytes_sent / 1024

    @property
    def microseconds_a_kilobyte(self) -> float:
        """Time for each KB at the speed that was measured."""
        return 1e6 / self.requests_a_second / self.kilobytes

    @property
    def requests_a_second(self) -> float:
        """The median of all rounds."""
        return median(run.requests_a_second for run in self.runs)


def measure_growth(report: Report, few: Server, slug: str, few_sessions: int, rounds: int, seconds: int) -> None:
    """Compare the demo's agenda with that of a site with 2,000 sessions, by turns."""
    path = f"/en/{slug}/agenda/"
    with site(sessions=MANY - few_sessions) as large, served(SITE, large.environment) as many:
        measured = {}
        for name, encoding in ENCODINGS.items():
            for count, server in ((few_sessions, few), (MANY, many)):
                measured[name, count] = Measured(server.ask(path, accept_encoding=encoding))
                load(server, path, {"Accept-Encoding": encoding}, 1)
        for _round in range(rounds):
            for name, encoding in ENCODINGS.items():
                for count, server in ((few_sessions, few), (MANY, many)):
                    measured[name, count].runs.append(load(server, path, {"Accept-Encoding": encoding}, seconds))
    rows = []
    for name in ENCODINGS:
        small, large = measured[name, few_sessions], measured[name, MANY]
        growth = large.microseconds_a_kilobyte / small.microseconds_a_kilobyte
        target, verdict = report.judged(f"growth, {name}", growth, most=GROWTH)
        rows += [
            [
                f"{count:,} sessions, {name}",
                f"{one.kilobytes:,.1f}",
                f"{one.requests_a_second:,.0f}",
                f"{one.microseconds_a_kilobyte:.2f}",
                *more,
            ]
            for count, one, more in ((few_sessions, small, ["", "", ""]), (MANY, large, [f"{growth:.2f}", target, verdict]))
        ]
    report.table(["agenda", "KB sent", "requests/s", "µs a KB", "growth", "target", ""], rows)
