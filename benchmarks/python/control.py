"""The same work with Python's multiprocessing. python3 control.py WORK prints one figure."""
import multiprocessing as mp
import sys
import time
from multiprocessing import connection, shared_memory

now = time.perf_counter
RECORD = {'id': 12345, 'name': 'widget', 'price': 19.99, 'ok': True, 'tags': ['a', 'b', 'c']}


def together(count, works):
    """Starts a process for each work and lets them go at once: what they do in a second."""
    ready = mp.Semaphore(0)
    go = mp.Semaphore(0)
    peers = [mp.Process(target=begin, args=(ready, go, *work)) for work in works]
    for peer in peers:
        peer.start()
    for _ in peers:
        ready.acquire()
    start = now()
    for _ in peers:
        go.release()
    for peer in peers:
        peer.join()
    return count / (now() - start)


def begin(ready, go, function, *arguments):
    ready.release()
    go.acquire()
    function(*arguments)


def send(queue, count, what):
    for _ in range(count):
        queue.put(what)


def receive(queue, count):
    for _ in range(count):
        queue.get()


def messages(what, count, parties=1, capacity=1024):
    queue = mp.Queue(capacity)
    each = count // parties
    works = [(send, queue, each, what)] * parties + [(receive, queue, each)] * parties
    return together(each * parties, works)


def reply(there, back, count):
    for _ in range(count):
        back.put(there.get())


def exchanged(what, count):
    there, back = mp.Queue(), mp.Queue()
    peer = mp.Process(target=reply, args=(there, back, count + 3))
    peer.start()
    for i in range(count + 3):
        if i == 3:
            start = now()
        there.put(what)
        back.get()
    spent = now() - start
    peer.join()
    return spent / count * 1e6


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


def alone(lock):
    count = 300_000
    start = now()
    turn(lock, count)
    return (now() - start) / count * 1e9


def add(value, count):
    for _ in range(count):
        with value.get_lock():
            value.value += 1


def meet(barrier, count):
    for _ in range(count):
        barrier.wait()


def contended(function, target, parties, count):
    return together(count, [(function, target, count // parties)] * parties)


def set_and_read(entries, count):
    for i in range(count // 2):
        key = f'key {i % 1000}'
        entries[key] = i
        entries[key]


def managed(count):
    with mp.Manager() as manager:
        entries = manager.dict()
        set_and_read(entries, 200)
        start = now()
        set_and_read(entries, count)
        return count / (now() - start)


def managed_together(count, parties):
    with mp.Manager() as manager:
        return contended(set_and_read, manager.dict(), parties, count)


def appended(count):
    with mp.Manager() as manager:
        elements = manager.list()
        start = now()
        for i in range(count // 2):
            elements.append(i)
            elements[i]
        return count / (now() - start)


def namespaced(count):
    with mp.Manager() as manager:
        space = manager.Namespace()
        start = now()
        for _ in range(count // 2):
            space.text = 'some text'
            space.text
        return count / (now() - start)


def copied():
    """Megabytes a second into shared memory."""
    data = bytes(8_000_000)
    block = shared_memory.SharedMemory(create=True, size=len(data))
    try:
        best = 0
        for _ in range(30):
            start = now()
            block.buf[:len(data)] = data
            best = max(best, len(data) / (now() - start) / 1e6)
        return best
    finally:
        block.close()
        block.unlink()


def answer_any(ends, count):
    while count > 0:
        for end in connection.wait(ends):
            end.send_bytes(end.recv_bytes())
            count -= 1


def asked_any():
    count = 10_000
    pipes = [mp.Pipe() for _ in range(8)]
    peer = mp.Process(target=answer_any, args=([right for _, right in pipes], count))
    peer.start()
    start = now()
    for i in range(count):
        left = pipes[i % 8][0]
        left.send_bytes(b'12345678')
        left.recv_bytes()
    each = (now() - start) / count * 1e6
    peer.join()
    return each


def connect(address, count):
    for _ in range(count):
        connection.Client(address).close()


def connected():
    count = 2_000
    with connection.Listener(None, 'AF_UNIX', backlog=16) as listener:
        peer = mp.Process(target=connect, args=(listener.address, count))
        start = now()
        peer.start()
        for _ in range(count):
            listener.accept().close()
        each = (now() - start) / count * 1e6
        peer.join()
        return each


def double(x):
    return x * 2


def roots(x):
    total = 0.0
    for i in range(200_000):
        total += i ** 0.5
    return total


def pooled(function, count, chunk=None, parties=2):
    """Items a second, warm."""
    with mp.Pool(parties) as pool:
        pool.map(function, range(20))
        best = 0
        for _ in range(3):
            start = now()
            pool.map(function, range(count), chunksize=chunk)
            best = max(best, count / (now() - start))
        return best


WORKS = {
    'queue': lambda: messages(b'x' * 64, 50_000),
    'queue4': lambda: messages(b'x' * 64, 24_000, 4),
    'queue20': lambda: messages(b'x' * 64, 20_000, 20),
    'small': lambda: exchanged(b'x' * 64, 4_000),
    'large': lambda: exchanged(b'x' * (4 << 20), 60),
    'ints': lambda: messages(42, 50_000),
    'objects': lambda: messages(RECORD, 40_000),
    'objects4': lambda: messages(RECORD, 24_000, 4),
    'arrays': lambda: messages(b'x' * (1 << 20), 200, 1, 4) * (1 << 20) / 1e6,
    'pipe': pipe,
    'lock': lambda: alone(mp.Lock()),
    'rlock': lambda: alone(mp.RLock()),
    'lock2': lambda: contended(turn, mp.Lock(), 2, 200_000),
    'lock4': lambda: contended(turn, mp.Lock(), 4, 200_000),
    'value2': lambda: contended(add, mp.Value('q', 0), 2, 100_000),
    'dict': lambda: managed(20_000),
    'dict4': lambda: managed_together(20_000, 4),
    'list': lambda: appended(20_000),
    'namespace': lambda: namespaced(20_000),
    'memory': copied,
    'wait-any': asked_any,
    'connect': connected,
    'barrier2': lambda: contended(meet, mp.Barrier(2), 2, 6_000) / 2,
    'pool-one': lambda: pooled(double, 10_000, 1),
    'pool-batch': lambda: pooled(double, 50_000),
    'pool-cpu': lambda: pooled(roots, 60, 1, 2) / pooled(roots, 60, 1, 1),
    'barrier4': lambda: contended(meet, mp.Barrier(4), 4, 8_000) / 4,
}

if __name__ == '__main__':
    mp.set_start_method('fork')
    print(WORKS[sys.argv[1]]())
