"""A named queue of the Ipc module in Python, written from docs/design/format.md alone. Standard library only; Linux on x86-64.

    queue = Queue("jobs")            # made by: New-IpcQueue -Name jobs
    queue.send({"id": 1})
    print(queue.receive(timeout=5))

It is a participant like any other: it has a slot with its pid and start time and the slot's file lock, so that when it is killed, wherever
that is, the others see it and put right what it left. What it does not do: repair after others (a process of the module does, whenever one
comes; here it is an OwnerDied), take part in leases, and remove the object when it is the last to leave (the next to look for it does).
"""
import ctypes
import fcntl
import mmap
import os
import platform
import signal
import stat
import struct
import time

from ipc_encoding import decode, encode

# The layout of format version 5; another version is refused.
VERSION = 5
MAGIC = bytes.fromhex("7F49504352474E31")
KIND_QUEUE = 1
READY = 1
VERSION_AT, KIND_AT, CHECKSUM_AT, PARAMETERS_AT, STATE_AT, JOINS_AT, SLOT_LIMIT_AT, SIZE_AT = 8, 12, 20, 32, 80, 84, 88, 96
NAME_AT, NAME_ROOM, MUTEX_AT, MUTEX_WAIT_AT = 128, 120, 248, 252
SLOTS_AT, MORE_SLOTS_AT, SLOT_SIZE, FIRST_SLOTS = 256, 4096, 32, 56
LOCK_BYTES_AT = 1 << 40
COUNT_AT, FREE_AT, HOLLOW_AT, FREE_COUNT_AT = 2048, 2052, 2056, 2060  # The pool of chunks.
LIST_AT = 2112
HEAD_AT, TAIL_AT, RECEIVED_AT, SENT_AT, BYTES_AT = LIST_AT, LIST_AT + 8, LIST_AT + 16, LIST_AT + 24, LIST_AT + 32
ITEMS_AT, SPACE_AT, DONE_AT, COMPLETED_AT, LEASES_AT = LIST_AT + 40, LIST_AT + 44, LIST_AT + 48, LIST_AT + 52, LIST_AT + 56
CHUNKS_AT, CHUNK, CHUNK_HEADER, CHUNK_SHELL, RECORD_HEADER = 36864, 32768, 16, 4096, 8
HAS_LEFT = (1 << 64) - 1

F_OFD_SETLK = 37
SYS_FUTEX, FUTEX_WAIT, FUTEX_WAKE = 202, 0, 1
SLICE = 0.25  # How long to sleep at most before looking who has died.

# Compare and swap, which Python does not have: (address, expected, new) -> what was there. x86-64 alone: its other reads and writes are in order.
CODE = {4: "89F0F00FB117C3", 8: "4889F0F0480FB117C3"}  # mov eax, esi; lock cmpxchg [rdi], edx; ret


class QueueError(Exception):
    """Something is wrong with the queue."""


class Closed(QueueError):
    """The queue is completed: nothing more can be sent, or will come."""


class OwnerDied(QueueError):
    """A process died inside the queue, and one of the module has not come yet to put it right."""


def compare_and_swap(size):
    if platform.machine() != "x86_64":
        raise NotImplementedError("this is for x86-64 Linux")
    code = bytes.fromhex(CODE[size])
    page = mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(code)
    number = ctypes.c_uint32 if size == 4 else ctypes.c_uint64
    function = ctypes.CFUNCTYPE(number, ctypes.c_void_p, number, number)(ctypes.addressof(ctypes.c_char.from_buffer(page)))
    function.page = page
    return function


CAS32, CAS64 = compare_and_swap(4), compare_and_swap(8)
LIBC = ctypes.CDLL(None, use_errno=True)


class TimeSpec(ctypes.Structure):
    _fields_ = [("seconds", ctypes.c_long), ("nanoseconds", ctypes.c_long)]


def file_lock(kind, start):
    return struct.pack("hhxxxxqqixxxx", kind, os.SEEK_SET, start, 1, 0)


def start_time(pid):
    """In clock ticks after boot; None when there is no such process, or only what is left of it."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
            fields = file.read().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if fields[0] in "ZX" else int(fields[19])


def namespace():
    """Where pid and start time mean something."""
    if os.readlink("/proc/self") != str(os.getpid()):
        return 1
    inode = {name: os.stat(f"/proc/self/ns/{name}").st_ino if os.path.exists(f"/proc/self/ns/{name}") else 0 for name in ("pid", "time")}
    return (inode["pid"] ^ (0 if inode["time"] in (0, 0xEFFFFFFA) else inode["time"] << 1)) & 0xFFFFFFFF


class Queue:
    def __init__(self, name):
        home = os.environ.get("IPC_HOME") or f"/dev/shm/ipc-{os.geteuid()}"
        self.path = os.path.join(home, name if name.startswith("~") else name.lower())
        self.file = os.open(self.path, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
        self.maps, self.slot = [], None
        self._check()
        self._map()
        self._join()

    # Opening, and the participant slot.
    def _check(self):
        about = os.fstat(self.file)
        if not stat.S_ISREG(about.st_mode) or about.st_uid != os.geteuid() or about.st_mode & 0o077:
            raise QueueError(f"'{self.path}' is not a file of yours alone")
        page = os.pread(self.file, 4096, 0)
        if len(page) < 4096 or page[:8] != MAGIC:
            raise QueueError(f"'{self.path}' is not an Ipc object")
        version, kind = struct.unpack_from("<II", page, VERSION_AT)
        if version != VERSION:
            raise QueueError(f"'{self.path}' has format version {version}, and this reads version {VERSION}")
        checksum = 2166136261
        for byte in page[:CHECKSUM_AT] + page[CHECKSUM_AT + 4:STATE_AT] + page[NAME_AT:NAME_AT + NAME_ROOM]:
            checksum = (checksum ^ byte) * 16777619 & 0xFFFFFFFF
        if struct.unpack_from("<I", page, CHECKSUM_AT)[0] != checksum:
            raise QueueError(f"'{self.path}' is damaged: the header's checksum is wrong")
        if kind != KIND_QUEUE:
            raise QueueError(f"'{self.path}' is of kind {kind}, not a queue")
        self.capacity, priorities = struct.unpack_from("<QQ", page, PARAMETERS_AT)
        if priorities:
            raise QueueError(f"'{self.path}' has priorities, and is for processes of the module only")

    def _map(self):
        """Maps the file as long as it is now. Earlier maps stay, since words of them are still in use."""
        self.maps.append(mmap.mmap(self.file, os.fstat(self.file).st_size))
        self.memory = self.maps[-1]
        self.base = ctypes.addressof(ctypes.c_char.from_buffer(self.memory))

    def _join(self):
        mine = os.getpid()
        for slot in range(self._get32(SLOT_LIMIT_AT)):
            at = self._slot_at(slot)
            seen = self._get64(at)
            if seen & 0xFFFFFFFF:
                continue
            try:
                fcntl.fcntl(self.file, F_OFD_SETLK, file_lock(fcntl.F_WRLCK, LOCK_BYTES_AT + slot))
            except OSError:
                continue
            word = ((seen >> 32) + 1 & 0xFFFFFFFF) << 32 | mine
            if CAS64(self.base + at, seen, word) == seen:
                break
            fcntl.fcntl(self.file, F_OFD_SETLK, file_lock(fcntl.F_UNLCK, LOCK_BYTES_AT + slot))
        else:
            raise QueueError(f"'{self.path}' is open in as many processes as its slots allow")
        self._set64(at + 24, 0)
        self._set32(at + 16, namespace())
        self._set64(at + 8, start_time(mine))
        self.slot, self.me = slot, (word >> 32 & 0xFFFF) << 12 | slot + 1
        while CAS32(self.base + JOINS_AT, joins := self._get32(JOINS_AT), joins + 1 & 0xFFFFFFFF) != joins:
            pass
        self._wake_everyone()
        self._ensure_ready()

    def close(self):
        """Leaves, in order: says so inside the mutex, wakes everyone, then frees the slot and its lock."""
        if self.slot is None:
            return
        at = self._slot_at(self.slot)
        with self:
            self._set64(at + 24, HAS_LEFT)
        self._wake_everyone()
        for offset, length in ((20, 4), (8, 8), (16, 4)):
            (self._set64 if length == 8 else self._set32)(at + offset, 0)
        self._set64(at, self._get64(at) & ~0xFFFFFFFF)
        self.slot = None
        os.close(self.file)  # The slot's lock goes with it.

    # Words: ctypes reads and writes an aligned one in one piece.
    def _get32(self, at):
        return ctypes.c_uint32.from_address(self.base + at).value

    def _set32(self, at, value):
        ctypes.c_uint32.from_address(self.base + at).value = value

    def _get64(self, at):
        return ctypes.c_uint64.from_address(self.base + at).value

    def _set64(self, at, value):
        ctypes.c_uint64.from_address(self.base + at).value = value

    def _slot_at(self, slot):
        return SLOTS_AT + slot * SLOT_SIZE if slot < FIRST_SLOTS else MORE_SLOTS_AT + (slot - FIRST_SLOTS) * SLOT_SIZE

    # Sleeping and waking: see "Wait words".
    def _prepare(self, at):
        while True:
            value = self._get32(at)
            if value & 3 == 3 or CAS32(self.base + at, value, value | 3) == value:
                CAS32(self.base + at, 0, 0)  # A full fence, before the caller looks.
                return value | 3

    def _sleep(self, at, prepared, deadline):
        left = SLICE if deadline is None else min(SLICE, deadline - time.monotonic())
        if left > 0:
            span = TimeSpec(int(left), int(left % 1 * 1e9))
            LIBC.syscall(SYS_FUTEX, ctypes.c_void_p(self.base + at), FUTEX_WAIT, ctypes.c_uint32(prepared), ctypes.byref(span), None, 0)

    def _wake(self, at, count=1):
        while (value := self._get32(at)) & 1:
            after = (value & ~2) + 4 & 0xFFFFFFFF
            if CAS32(self.base + at, value, after) == value:
                if LIBC.syscall(SYS_FUTEX, ctypes.c_void_p(self.base + at), FUTEX_WAKE, count, None, None, 0) == 0:
                    CAS32(self.base + at, after, after - 1 + 4 & 0xFFFFFFFF)
                return

    def _wake_everyone(self):
        for at in (MUTEX_WAIT_AT, ITEMS_AT, DONE_AT, SPACE_AT):
            self._wake(at, 0x7FFFFFFF)

    # The robust mutex: with queue: ... A signal, Ctrl+C say, waits until we are outside again, so that nothing is left half done.
    def __enter__(self):
        while True:
            unmasked = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
            if CAS32(self.base + MUTEX_AT, 0, self.me) == 0:
                self.unmasked = unmasked
                return self
            signal.pthread_sigmask(signal.SIG_SETMASK, unmasked)
            prepared = self._prepare(MUTEX_WAIT_AT)
            owner = self._get32(MUTEX_AT)
            if owner:
                if self._is_dead(owner):
                    raise OwnerDied(f"a process died inside '{self.path}'; it is put right when a process of the module next uses it")
                self._sleep(MUTEX_WAIT_AT, prepared, None)

    def __exit__(self, *_):
        CAS32(self.base + MUTEX_AT, self.me, 0)
        self._wake(MUTEX_WAIT_AT)
        signal.pthread_sigmask(signal.SIG_SETMASK, self.unmasked)

    def _is_dead(self, participant):
        slot = (participant & 0xFFF) - 1
        if not 0 <= slot < self._get32(SLOT_LIMIT_AT):
            return True
        at = self._slot_at(slot)
        word = self._get64(at)
        if word & 0xFFFFFFFF == 0 or (word >> 32 & 0xFFFF) << 12 | slot + 1 != participant:
            return True
        if self._get32(at + 16) != namespace():
            return False  # Its pid means nothing here.
        begun = self._get64(at + 8)
        now = start_time(word & 0xFFFFFFFF)
        return now is None or begun not in (0, now)

    def _ensure_ready(self):
        if self._get32(STATE_AT) != READY:
            raise QueueError(f"'{self.path}' is gone: it was removed, or every process that held it has left")

    # Chunks. Everything from here on happens inside the mutex.
    def _chunk_at(self, chunk):
        if chunk >= self._get32(COUNT_AT):
            raise QueueError(f"'{self.path}' is damaged: chunk {chunk}")
        at = CHUNKS_AT + chunk * CHUNK
        if at + CHUNK > len(self.memory):
            self._map()
        if at + CHUNK > len(self.memory):
            raise QueueError(f"'{self.path}' is damaged: chunk {chunk} lies behind the end")
        return at

    def _after(self, chunk):
        following = self._get32(self._chunk_at(chunk))
        if following == 0 or following - 1 == chunk:
            raise QueueError(f"'{self.path}' is damaged: a chain of chunks ends too early")
        return following - 1

    def _take_chunk(self):
        free, hollow = self._get32(FREE_AT), self._get32(HOLLOW_AT)
        chunk = self._get32(COUNT_AT)
        size, end = self._get64(SIZE_AT), CHUNKS_AT + (chunk + 1) * CHUNK
        if free:
            self._set32(FREE_AT, self._get32(self._chunk_at(free - 1)))
            self._set32(FREE_COUNT_AT, self._get32(FREE_COUNT_AT) - 1)
            self._set32(self._chunk_at(free - 1), 0)
            return free - 1
        if hollow and end > size:  # Its memory has been given to the system, but for the first page.
            at = self._chunk_at(hollow - 1)
            os.posix_fallocate(self.file, at + CHUNK_SHELL, CHUNK - CHUNK_SHELL)
            self._set32(HOLLOW_AT, self._get32(at))
            self._set32(at, 0)
            return hollow - 1
        if end > size:
            os.posix_fallocate(self.file, size, end - size)  # Reserved before it is used: a full file system is an error here.
            self._set64(SIZE_AT, end)
        self._set32(COUNT_AT, chunk + 1)
        self._set32(self._chunk_at(chunk), 0)
        return chunk

    def _give_back(self, chunk):
        self._set32(self._chunk_at(chunk), self._get32(FREE_AT))
        self._set32(FREE_AT, chunk + 1)
        self._set32(FREE_COUNT_AT, self._get32(FREE_COUNT_AT) + 1)

    def _position(self, at):
        position = self._get64(at)
        chunk, offset = position >> 32, position & 0xFFFFFFFF
        if not CHUNK_HEADER <= offset <= CHUNK or offset & 7:
            raise QueueError(f"'{self.path}' is damaged: a message at offset {offset}")
        return chunk, offset

    def _parts(self, chunk, offset, length):
        """Where so many bytes stand from a place on, chunk by chunk; the last place is what follows them."""
        while length:
            if offset == CHUNK:
                chunk, offset = self._after(chunk), CHUNK_HEADER
            part = min(length, CHUNK - offset)
            yield chunk, offset, part
            offset += part
            length -= part

    def _append(self, message):
        chunk, offset = self._position(TAIL_AT)
        padded = len(message) + 7 & ~7
        room, end = CHUNK - offset, chunk
        try:
            while room < RECORD_HEADER + padded:  # Chains what is missing; nobody sees it before the tail moves.
                taken = self._take_chunk()
                self._set32(self._chunk_at(end), taken + 1)
                end = taken
                room += CHUNK - CHUNK_HEADER
        except OSError:
            self._unchain(chunk)
            raise
        if offset == CHUNK:
            chunk, offset = self._after(chunk), CHUNK_HEADER
        at = self._chunk_at(chunk) + offset
        self._set32(at, len(message))
        self._set32(at + 4, 0)
        offset, written = offset + RECORD_HEADER, 0
        for chunk, start, part in self._parts(chunk, offset, padded):
            at, piece = self._chunk_at(chunk) + start, message[written:written + part]
            self.memory[at:at + len(piece)] = piece
            written, offset = written + part, start + part
        self._set64(TAIL_AT, chunk << 32 | offset)  # The one store that sends it.
        self._set64(SENT_AT, self._get64(SENT_AT) + 1)
        self._set64(BYTES_AT, self._get64(BYTES_AT) + RECORD_HEADER + padded)

    def _unchain(self, last):
        following = self._get32(self._chunk_at(last))
        self._set32(self._chunk_at(last), 0)
        while following:
            chunk, following = following - 1, self._get32(self._chunk_at(following - 1))
            self._give_back(chunk)

    def _take(self):
        first, offset = self._position(HEAD_AT)
        chunk = first
        if offset == CHUNK:
            chunk, offset = self._after(chunk), CHUNK_HEADER
        length = self._get32(self._chunk_at(chunk) + offset)
        references = self._get32(self._chunk_at(chunk) + offset + 4)  # In front of the message: the live objects in it.
        if length > self._get32(COUNT_AT) * CHUNK or references > length:
            raise QueueError(f"'{self.path}' is damaged: a message of {length} bytes")
        padded = length + 7 & ~7
        message, offset = bytearray(), offset + RECORD_HEADER
        for chunk, start, part in self._parts(chunk, offset, padded):
            at = self._chunk_at(chunk) + start
            message += self.memory[at:at + part]
            offset = start + part
        self._set64(HEAD_AT, chunk << 32 | offset)  # The one store that receives it.
        self._set64(RECEIVED_AT, self._get64(RECEIVED_AT) + 1)
        self._set64(BYTES_AT, self._get64(BYTES_AT) - RECORD_HEADER - padded & HAS_LEFT)
        while first != chunk:
            following = self._after(first)
            self._give_back(first)
            first = following
        return bytes(message[references:length])

    # What a user calls.
    @property
    def _is_empty(self):
        return self._get64(HEAD_AT) == self._get64(TAIL_AT)

    def send(self, value, timeout=None):
        """Sends a value, waiting for room where the queue has a capacity. Encoded first: what cannot be sent leaves nothing."""
        message = encode(value)

        def attempt():
            with self:
                if self._get32(COMPLETED_AT):
                    raise Closed(f"'{self.path}' is completed: nothing more can be sent to it")
                waiting = self._get64(SENT_AT) - self._get64(RECEIVED_AT) + self._get32(LEASES_AT)
                if self.capacity and waiting >= self.capacity:
                    return False
                self._append(message)
            self._wake(ITEMS_AT)
            return True

        self._until(SPACE_AT, attempt, timeout, "stayed full")

    def receive(self, timeout=None):
        """The next value, waiting for one. What was leased and given back is left to processes of the module."""
        got = []

        def attempt():
            closed = self._get32(COMPLETED_AT)  # Read before looking: what was sent before the end is received.
            if self._is_empty:
                if closed and self._get64(LEASES_AT) == 0:
                    raise Closed(f"'{self.path}' is completed and empty: nothing more will come")
                return False
            with self:
                if self._is_empty:
                    return False
                got.append(self._take())
            self._wake(SPACE_AT)
            if self._is_empty and self._get64(LEASES_AT) == 0:
                self._wake(DONE_AT, 0x7FFFFFFF)
            return True

        self._until(ITEMS_AT, attempt, timeout, "stayed empty")
        return decode(got[0])

    def _until(self, at, attempt, timeout, what):
        deadline = None if timeout is None else time.monotonic() + timeout
        while True:
            prepared = self._prepare(at)
            self._ensure_ready()
            if attempt():
                return
            if deadline is not None and time.monotonic() >= deadline:
                self._wake(at)  # A wake-up may have been meant for us.
                raise TimeoutError(f"'{self.path}' {what} for {timeout} s")
            self._sleep(at, prepared, deadline)
