"""`make bench` counts right, keeps what is written by hand, and says what it lacks."""

import socket
import subprocess
import sys
import threading
from types import SimpleNamespace

import pytest

from tools import bench
from tools.bench_pages import Measured, Page, Run
from tools.bench_site import Answer, granian_options
from tools.bench_tables import Report
from tools.bench_wire import relay


def test_bench_without_wrk_says_what_is_missing(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "tools.bench"], cwd=bench.ROOT, env={"PATH": str(tmp_path)}, capture_output=True, text=True, timeout=60
    )

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "bench: wrk is not installed (Debian: apt-get install wrk); it is what the pages are measured with.\n"


def test_figures_are_written_between_the_marks_alone(tmp_path, monkeypatch):
    document = tmp_path / "performance.md"
    document.write_text(f"Before.\n\n{bench.BEGIN}\nold\n{bench.END}\n\nAfter.\n")
    monkeypatch.setattr(bench, "DOCUMENT", document)

    bench.write(r"| new \1 |")

    assert document.read_text() == f"Before.\n\n{bench.BEGIN}\n| new \\1 |\n{bench.END}\n\nAfter.\n"


def test_document_has_the_marks():
    text = bench.DOCUMENT.read_text(encoding="utf-8")

    assert (text.count(bench.BEGIN), text.count(bench.END)) == (1, 1)


@pytest.mark.parametrize(
    ("figure", "limits", "told"),
    [
        (1.1, {"least": 1.1}, ("≥ 1.1", "met")),
        (1.09, {"least": 1.1}, ("≥ 1.1", "**missed**")),
        (5, {"most": 5}, ("≤ 5", "met")),
        (6, {"most": 5}, ("≤ 5", "**missed**")),
    ],
)
def test_figure_is_judged_by_its_target(figure, limits, told):
    report = Report()

    assert report.judged("agenda", figure, **limits) == told
    assert len(report.missed) == ("missed" in told[1])


def test_ratio_is_the_median_of_the_rounds():
    ours, bare = ([Run(speed, 0) for speed in speeds] for speeds in ([100, 300, 90], [100, 100, 100]))

    assert Measured(Page("agenda", "/"), {}, Answer(200, {}, 0, 0), bare=bare, ours=ours).ratio(bare) == 1


def test_bench_serves_as_real_use_does():
    options = granian_options()

    assert {"--interface", "--workers", "--blocking-threads"} <= set(options)
    assert "--port" not in options


def test_relay_counts_all_bytes_of_each_answer():
    answers = [b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc", b"HTTP/1.1 304 Not Modified\r\n\r\n"]
    requests = [b"GET /en/ HTTP/1.1\r\nhost: x\r\n\r\n", b"GET /sw.js HTTP/1.1\r\nhost: x\r\nService-Worker: script\r\n\r\n"]

    def serve(listener: socket.socket) -> None:
        connection, _address = listener.accept()
        with connection:
            for answer in answers:
                connection.recv(1000)
                connection.sendall(answer)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = threading.Thread(target=serve, args=(listener,))
        server.start()
        with relay(SimpleNamespace(port=listener.getsockname()[1])) as wire, socket.create_connection(("127.0.0.1", wire.port)) as browser:
            for request, answer in zip(requests, answers, strict=True):
                browser.sendall(request)
                assert browser.recv(1000) == answer
            server.join()

    assert [(one.path, one.is_behind_the_page, one.size) for one in wire.taken()] == [
        ("/en/", False, len(answers[0])),
        ("/sw.js", True, len(answers[1])),
    ]
