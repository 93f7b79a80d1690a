"""Runs a command in a terminal of its own and presses Ctrl+C when it shows READY. Shows what it showed; fails if it goes on after that."""
import os
import pty
import select
import signal
import sys
import termios
import time

pid, terminal = pty.fork()
if pid == 0:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ignored where the tests run in the background of a script, and so by all they start.
    os.execvp(sys.argv[1], sys.argv[1:])

# A terminal throws away on Ctrl+C what was typed and not read yet. The console waits for ever for where the cursor is if that answer was among it.
settings = termios.tcgetattr(terminal)
settings[3] |= termios.NOFLSH
termios.tcsetattr(terminal, termios.TCSANOW, settings)

shown = b""
answered = 0
pressed = False
hangs = True
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
        # Where the cursor is: a terminal answers that.
        asked = shown.count(b"\x1b[6n")
        os.write(terminal, b"\x1b[1;1R" * (asked - answered))
        answered = asked
    if b"READY" in shown and not pressed:
        pressed = True
        os.write(terminal, b"\x03")

if hangs:
    os.kill(pid, 9)
os.waitpid(pid, 0)
sys.stdout.buffer.write(shown)
sys.exit(1 if hangs or not pressed else 0)
