"""Runs a command in a terminal of its own and presses Ctrl+C when it shows READY. Shows what it showed; fails if it goes on after that."""
import os
import pty
import select
import signal
import sys
import time

pid, terminal = pty.fork()
if pid == 0:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ignored where the tests run in the background of a script, and so by all they start.
    os.execvp(sys.argv[1], sys.argv[1:])

shown = b""
pressed = False
hangs = True
next_press = 0.0
deadline = time.monotonic() + 120
while time.monotonic() < deadline:
    if select.select([terminal], [], [], 1)[0]:
        try:
            part = os.read(terminal, 65536)
        except OSError:
            part = b""
        if not part:
            hangs = False
            break
        shown += part
        os.write(terminal, b"\x1b[1;1R" * part.count(b"\x1b[6n"))  # Where the cursor is: a terminal answers that.
    # Again after a while, as people do: while the console waits to hear where the cursor is, it takes the key for part of the answer.
    if b"READY" in shown and time.monotonic() >= next_press:
        pressed = True
        next_press = time.monotonic() + 3
        os.write(terminal, b"\x03")

if hangs:
    os.kill(pid, 9)
os.waitpid(pid, 0)
sys.stdout.buffer.write(shown)
sys.exit(1 if hangs or not pressed else 0)
