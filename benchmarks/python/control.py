"""The same work with Python's multiprocessing. python3 control.py WORK prints one figure."""
import multiprocessing as mp
import sys
import time

now = time.perf_counter


def send(queue, count, go):
    go.wait()
    for i in range(count):
        queue.put(i)


def queue():
    count = 100_000
    q = mp.Queue(10_000)
    go = mp.Event()
    sender = mp.Process(target=send, args=(q, count, go))
    sender.start()
    start = now()
    go.set()
    for _ in range(count):
        q.get()
    rate = count / (now() - start)
    sender.join()
    return rate


def echo(end, count):
    for _ in range(count):
        end.send(end.recv())


def pipe():
    count = 10_000
    left, right = mp.Pipe()
    peer = mp.Process(target=echo, args=(right, count + 100))
    peer.start()
    for _ in range(100):
        left.send(42)
        left.recv()
    start = now()
    for _ in range(count):
        left.send(42)
        left.recv()
    each = (now() - start) / count * 1e6
    peer.join()
    return each


def turn(lock, count):
    for _ in range(count):
        lock.acquire()
        lock.release()


def lock():
    count = 300_000
    target = mp.Lock()
    start = now()
    turn(target, count)
    return (now() - start) / count * 1e9


def lock2():
    count = 100_000
    target = mp.Lock()
    peer = mp.Process(target=turn, args=(target, count))
    start = now()
    peer.start()
    turn(target, count)
    peer.join()
    return 2 * count / (now() - start)


def meet(barrier, count):
    for _ in range(count):
        barrier.wait()


def barrier():
    count = 3_000
    target = mp.Barrier(2)
    peer = mp.Process(target=meet, args=(target, count + 1))
    peer.start()
    target.wait()
    start = now()
    meet(target, count)
    rate = count / (now() - start)
    peer.join()
    return rate


if __name__ == '__main__':
    mp.set_start_method('fork')
    print({'queue': queue, 'pipe': pipe, 'lock': lock, 'lock2': lock2, 'barrier': barrier}[sys.argv[1]]())
