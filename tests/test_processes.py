"""Several programs in one terminal: all run, and all end when one does or when they are asked to."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tts import processes
from tts.processes import PortInUse, Program

ROOT = Path(__file__).resolve().parent.parent
FOREVER = "import time\nprint('began', flush=True)\ntime.sleep(600)"
STUBBORN = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + FOREVER


def python(name, code):
    return Program(name, (sys.executable, "-c", code))


def script(*programs):
    return (
        "import sys; from tts import processes; from tts.processes import Program\n"
        f"programs = [{', '.join(repr(program) for program in programs)}]\n"
        "sys.exit(processes.supervise(programs))"
    )


@pytest.fixture
def supervisor():
    """A function: starts a supervisor of these programs as a process of its own."""
    started = []

    def start(*programs):
        process = subprocess.Popen(
            [sys.executable, "-c", script(*programs)], cwd=ROOT, stdout=subprocess.PIPE, text=True,
            start_new_session=True,
        )  # fmt: skip
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()


def read_until(process, text):
    for line in process.stdout:
        if text in line:
            return line
    pytest.fail(f"{text!r} was never printed")


def is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z" if Path("/proc").exists() else True


def assert_gone(pid, seconds=5):
    deadline = time.monotonic() + seconds
    while is_running(pid):
        assert time.monotonic() < deadline, f"process {pid} still runs"
        time.sleep(0.05)


PID = "import os\nprint('pid', os.getpid(), flush=True)\n"


def pid_in(line):
    return int(line.split()[-1])


class TestSupervising:
    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
    def test_a_signal_ends_all_and_is_no_failure(self, supervisor, number):
        process = supervisor(python("one", PID + FOREVER), python("two", FOREVER))
        pid = pid_in(read_until(process, "one      | pid"))
        process.send_signal(number)
        assert process.wait(20) == 0
        assert_gone(pid)

    def test_one_that_ends_ends_the_others_and_is_a_failure(self, supervisor):
        process = supervisor(
            python("one", PID + FOREVER), python("two", "import time; time.sleep(1); exit(3)")
        )
        pid = pid_in(read_until(process, "pid"))
        assert "two ended with exit code 3" in read_until(process, "run      |")
        assert process.wait(20) == 1
        assert_gone(pid)

    def test_what_a_program_started_ends_with_it(self, supervisor):
        child = (
            f"import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', {PID + FOREVER!r}])\n" + FOREVER
        )
        process = supervisor(python("one", child))
        pid = pid_in(read_until(process, "pid"))
        process.terminate()
        assert process.wait(20) == 0
        assert_gone(pid)

    def test_one_that_does_not_listen_is_killed(self, monkeypatch, capsys):
        monkeypatch.setattr(processes, "STOP_SECONDS", 0.5)
        assert (
            processes.supervise([python("deaf", STUBBORN), python("short", "import time; time.sleep(1)")])
            == 1
        )
        assert "was killed" in capsys.readouterr().out

    def test_readiness_is_told_once(self, monkeypatch):
        told = []
        processes.supervise(
            [python("short", "import time; time.sleep(1)")],
            ready=lambda: True,
            on_ready=lambda: told.append(1),
        )
        assert told == [1]


class TestPorts:
    def test_a_free_one_passes_and_does_not_answer(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        processes.check_port("127.0.0.1", port)
        assert not processes.answers("127.0.0.1", port)

    def test_one_in_use_is_refused_and_answers(self):
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen()
            port = listener.getsockname()[1]
            with pytest.raises(PortInUse, match=str(port)):
                processes.check_port("127.0.0.1", port)
            assert processes.answers("127.0.0.1", port)
