"""Receives from one named queue of pwsh, sends what it got to another, until the first is completed: see README.md."""
import sys

from ipc_queue import Closed, Queue

requests, answers = Queue(sys.argv[1]), Queue(sys.argv[2])
print("ready", flush=True)
while True:
    try:
        value = requests.receive()
    except Closed:
        break
    answers.send(value)
answers.close()
requests.close()
