"""How the cost of the agenda grows with its sessions: what a warm answer costs for each KB that it sends."""

from dataclasses import dataclass, field
from statistics import median

from tools.bench_pages import Run, load, warm
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
        servers = {few_sessions: few, MANY: many}
        cases = [(name, count) for name in ENCODINGS for count in servers]
        measured = {}
        for name, count in cases:
            measured[name, count] = Measured(servers[count].ask(path, accept_encoding=ENCODINGS[name]))
            warm(servers[count], path, {"Accept-Encoding": ENCODINGS[name]})
        for _round in range(rounds):
            for name, count in cases:
                measured[name, count].runs.append(load(servers[count], path, {"Accept-Encoding": ENCODINGS[name]}, seconds))
    rows = []
    for name, count in cases:
        one, small = measured[name, count], measured[name, few_sessions]
        cells = [f"{one.kilobytes:,.1f}", f"{one.requests_a_second:,.0f}", f"{one.microseconds_a_kilobyte:.2f}"]
        growth = one.microseconds_a_kilobyte / small.microseconds_a_kilobyte
        judged = ["", "", ""] if one is small else [f"{growth:.2f}", *report.judged(f"growth, {name}", growth, most=GROWTH)]
        rows.append([f"{count:,} sessions, {name}", *cells, *judged])
    report.table(["agenda", "KB sent", "requests/s", "µs a KB", "growth", "target", ""], rows)
