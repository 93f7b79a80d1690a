"""Messages of the Ipc module in Python, written from docs/design/encoding.md alone. Standard library only.

decode(bytes) gives a value, encode(value) the bytes of one. What Python has no type for arrives as a Tagged: its name and its parts.
Nothing in a message is run, loaded or looked up.
"""
import datetime
import decimal
import struct
import uuid

VERSION = 1
DEEPEST = 400  # Python's own stack; the module goes to 1,000.

RAW = {1: "?", 2: "B", 3: "b", 4: "h", 5: "H", 6: "i", 7: "I", 8: "q", 9: "Q", 12: "e", 13: "f", 14: "d"}
ELEMENT_CODES = 32
COMPARERS = 7
RECORDS = {0x48: "ErrorRecord", 0x49: "WarningRecord", 0x4A: "VerboseRecord", 0x4B: "DebugRecord",
           0x4C: "InformationRecord", 0x4D: "HostInformationMessage", 0x4E: "ProgressRecord"}


class MessageError(ValueError):
    """The bytes make no sense, or are of another version."""


class Tagged:
    """A value of a type that Python does not have: what it is called in encoding.md, and its parts in order."""

    def __init__(self, name, *parts):
        self.name, self.parts = name, parts

    def __eq__(self, other):
        return isinstance(other, Tagged) and (self.name, self.parts) == (other.name, other.parts)

    def __hash__(self):
        return hash(self.name)

    def __repr__(self):
        return f"{self.name}{self.parts!r}"


class Bag(dict):
    """A PSCustomObject or property bag: its properties in order, its type names, and what it prints as."""

    def __init__(self):
        super().__init__()
        self.type_names, self.text = None, None


class Decorated:
    """A value that carries members of its own."""

    def __init__(self):
        self.value = self.type_names = self.text = None
        self.properties = {}


class Reader:
    def __init__(self, data, depth=0):
        self.data, self.at, self.depth = data, 0, depth
        self.budget = len(data)
        self.numbered, self.names = [], []

    # The notation of encoding.md: u8, fixed, n, z, text, properties, names.
    def bytes(self, count):
        if count > len(self.data) - self.at:
            raise MessageError("it ends too early")
        self.at += count
        return self.data[self.at - count:self.at]

    def u8(self):
        return self.bytes(1)[0]

    def fixed(self, form):
        return struct.unpack("<" + form, self.bytes(struct.calcsize("<" + form)))[0]

    def n(self):
        value = 0
        for shift in range(0, 70, 7):
            byte = self.u8()
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                if value >= 1 << 64:
                    break
                return value
        raise MessageError("a number is too long")

    def z(self):
        value = self.n()
        return (value >> 1) ^ -(value & 1)

    def length(self, size=1):
        count = self.n()
        if count * size > len(self.data) - self.at:
            raise MessageError("it ends too early")
        return count

    def count(self):
        count = self.length()
        self.budget -= count
        if self.budget < 0:
            raise MessageError("its parts claim to hold more than the whole")
        return count

    def text(self, allow_null=False):
        tag = self.u8()
        if 0x80 <= tag < 0xC0:
            return self.utf8(tag - 0x80)
        if tag == 0x13:
            return self.utf8(self.length())
        if tag == 0x14:
            return self.bytes(2 * self.length(2)).decode("utf-16-le", "surrogatepass")
        if tag == 0x01 and allow_null:
            return None
        raise MessageError("a text is not a string")

    def utf8(self, length):
        try:
            return self.bytes(length).decode("utf-8")
        except UnicodeDecodeError as error:
            raise MessageError("a string is not UTF-8") from error

    def properties(self, target):
        while self.at < len(self.data) and self.data[self.at] != 0:
            name = self.text()
            if self.at < len(self.data) and self.data[self.at] == 0x4F:  # In records: a message in the message.
                self.u8()
                target[name] = Reader(self.bytes(self.length()), self.depth).value()
            else:
                target[name] = self.value()
        self.u8()

    def type_names(self):
        form = self.n()
        if form == 0:
            return None
        if form == 1:
            self.names.append([self.text() for _ in range(self.length())])
            form = len(self.names) + 1
        if form - 2 >= len(self.names):
            raise MessageError("it refers to type names that have not come yet")
        return self.names[form - 2]

    def code(self):
        code = self.u8()
        if code >= ELEMENT_CODES:
            raise MessageError(f"names the unknown element type {code}")
        return code

    def comparer(self):
        code = self.u8()
        if code >= COMPARERS:
            raise MessageError(f"names the unknown comparer {code}")

    def number(self, container):
        self.numbered.append(container)
        return container

    # Values.
    def value(self):
        tag = self.u8()
        if tag >= 0xC0:
            return tag - 0xC0 - 8
        if tag >= 0x80:
            return self.utf8(tag - 0x80)
        if tag < 0x30:
            return self.scalar(tag)
        if tag == 0x3D:
            number = self.n()
            if number >= len(self.numbered):
                raise MessageError("it refers to a part that has not come yet")
            return self.numbered[number]
        self.depth += 1
        if self.depth > DEEPEST:
            raise MessageError("it is nested too deep")
        container = self.container(tag)
        self.depth -= 1
        return container

    def scalar(self, tag):
        simple = {0x01: None, 0x02: False, 0x03: True}
        if tag in simple:
            return simple[tag]
        form = {0x06: "B", 0x07: "b", 0x08: "h", 0x09: "H", 0x0C: "e", 0x0D: "f", 0x0E: "d"}.get(tag)
        if form:
            return self.fixed(form)
        if tag in (0x04, 0x05):
            return self.z()
        if tag in (0x0A, 0x0B):
            return self.n()
        if tag in (0x13, 0x14):
            self.at -= 1
            return self.text()
        method = getattr(self, f"scalar_{tag:02X}", None)
        if method is None:
            raise MessageError(f"holds the unknown tag 0x{tag:02X}: it was written by a newer version")
        return method()

    def scalar_0F(self):
        low, middle, high, flags = struct.unpack("<4I", self.bytes(16))
        digits = decimal.Decimal(low | middle << 32 | high << 64).scaleb(-(flags >> 16 & 0xFF))
        return -digits if flags >> 31 else digits

    def scalar_10(self):
        return int.from_bytes(self.bytes(self.length()), "little", signed=True)

    def scalar_11(self):
        return complex(self.fixed("d"), self.fixed("d"))

    def scalar_12(self):
        return Tagged("Char", self.fixed("H"))

    def scalar_15(self):
        return Tagged("DBNull")

    def scalar_16(self):
        return int.from_bytes(self.bytes(16), "little", signed=True)

    def scalar_17(self):
        return int.from_bytes(self.bytes(16), "little")

    def scalar_18(self):
        packed = self.fixed("Q")
        time = datetime.datetime(1, 1, 1) + datetime.timedelta(microseconds=(packed & (1 << 62) - 1) // 10)
        return time.replace(tzinfo=datetime.timezone.utc) if packed >> 62 == 1 else time

    def scalar_19(self):
        ticks, minutes = self.fixed("Q"), self.z()
        zone = datetime.timezone(datetime.timedelta(minutes=minutes))
        return (datetime.datetime(1, 1, 1) + datetime.timedelta(microseconds=ticks // 10)).replace(tzinfo=zone)

    def scalar_1A(self):
        return datetime.date.fromordinal(self.n() + 1)

    def scalar_1B(self):
        return (datetime.datetime(1, 1, 1) + datetime.timedelta(microseconds=self.fixed("Q") // 10)).time()

    def scalar_1C(self):
        return datetime.timedelta(microseconds=self.fixed("q") / 10)

    def scalar_1D(self):
        return uuid.UUID(bytes_le=bytes(self.bytes(16)))

    def scalar_1E(self):
        return Tagged("Version", *(part for part in (self.z(), self.z(), self.z(), self.z()) if part >= 0))

    def scalar_1F(self):
        return Tagged("SemanticVersion", self.text())

    def scalar_20(self):
        return Tagged("Uri", self.u8(), self.text())

    def scalar_21(self):
        length = self.u8()
        if length not in (4, 16):
            raise MessageError("an IP address has neither 4 nor 16 bytes")
        return Tagged("IPAddress", self.bytes(length).hex(), self.n() if length == 16 else 0)

    def scalar_22(self):
        return Tagged("IPEndPoint", self.scalar_21(), self.n())

    def scalar_23(self):
        return Tagged("Regex", self.text(), self.n(), self.fixed("q"))

    def scalar_24(self):
        return Tagged("CultureInfo", self.text())

    def scalar_25(self):
        return Tagged("ScriptBlock", self.text())

    def scalar_26(self):
        return Tagged("Enum", self.text(), self.text(), self.text(), self.value())

    def scalar_27(self):
        return bool(self.u8())

    def scalar_28(self):
        return Tagged("XmlDocument", self.text())

    def scalar_29(self):
        return Tagged("TimeZoneInfo", self.text(), self.text(allow_null=True))

    def scalar_2A(self):
        return Tagged("MailAddress", self.text(), self.text())

    def scalar_2B(self):
        return Tagged("Encoding", self.n(), self.u8())

    def scalar_2C(self):
        return Tagged("X509Certificate2", bytes(self.bytes(self.length())))

    def scalar_2D(self):
        return Tagged("JsonNode", self.text())

    def scalar_2E(self):
        user, key, nonce = self.text(allow_null=True), bytes(self.bytes(8)), bytes(self.bytes(12))
        return Tagged("secret", user, key, nonce, bytes(self.bytes(self.length())), bytes(self.bytes(16)))

    def scalar_2F(self):
        return Tagged("XmlElement", self.text())

    # Containers. The number is given before the content is read, so that a cycle finds it.
    def items(self, target):
        for _ in range(self.count()):
            target.append(self.value())
        return target

    def pairs(self, target):
        count = self.count()
        for _ in range(count):
            key = self.value()
            target[tuple(key) if isinstance(key, list) else key] = self.value()
        return target

    def elements(self):
        """A typed array or list: bytes for Byte, else a list."""
        code = self.code()
        if code in RAW:
            size = struct.calcsize("<" + RAW[code])
            count = self.length(size)
            data = self.bytes(count * size)
            return bytes(data) if code == 2 else list(struct.unpack(f"<{count}{RAW[code]}", data))
        if code in (10, 11, 16):
            parts = [bytes(self.bytes(16)) for _ in range(self.length(16))]
            return [uuid.UUID(bytes_le=part) if code == 16 else int.from_bytes(part, "little", signed=code == 10) for part in parts]
        if code == 15:
            count = self.length(2)
            return [Tagged("Char", unit) for unit in struct.unpack(f"<{count}H", self.bytes(2 * count))]
        return self.items([])

    def container(self, tag):
        if tag in (0x30, 0x31, 0x32, 0x3F, 0x40):
            return self.items(self.number([]))
        if tag in (0x33, 0x34):
            return self.elements()
        if tag == 0x35:
            self.code(), self.comparer()
            return self.items(self.number([]))
        if tag in (0x36, 0x37, 0x38):
            if tag == 0x38:
                self.code(), self.code()
            self.comparer()
            return self.pairs(self.number({}))
        if tag in (0x44, 0x45):
            self.code()
            return self.items(self.number([]))
        if tag == 0x39:
            return self.grid()
        if tag in (0x3A, 0x3B):
            bag = self.number(Bag())
            if tag == 0x3B:
                bag.type_names, bag.text = self.type_names(), self.text(allow_null=True)
            self.properties(bag)
            return bag
        if tag == 0x3C:
            return self.decorated()
        if tag == 0x3E:
            return Tagged("live", self.n(), self.u8(), self.fixed("Q"), self.text())
        if tag == 0x41:
            self.code()
            box = self.number([])
            box.append(self.value())
            return box
        if tag == 0x42:
            self.u8()
            count = self.n()
            if not 1 <= count <= 7:
                raise MessageError("a tuple is none")
            for _ in range(count):
                self.code()
            return tuple(self.value() for _ in range(count))
        if tag == 0x43:
            self.code(), self.n()
            return self.items(self.number([]))
        if tag in RECORDS:
            fields = {}
            self.properties(fields)
            return Tagged(RECORDS[tag], fields)
        raise MessageError(f"holds the unknown tag 0x{tag:02X}: it was written by a newer version")

    def grid(self):
        self.code()
        lengths = [self.n() for _ in range(self.length())]
        total = 1
        for length in lengths:
            total *= length
        self.budget -= total
        if self.budget < 0:
            raise MessageError("its parts claim to hold more than the whole")
        flat = self.number([])
        flat.extend(self.value() for _ in range(total))
        return Tagged("grid", lengths, flat)

    def decorated(self):
        before = len(self.numbered)
        wrapper = Decorated()
        wrapper.value = self.value()
        if len(self.numbered) == before:
            self.number(wrapper)
        elif self.numbered[before] is wrapper.value:
            self.numbered[before] = wrapper
        wrapper.type_names, wrapper.text = self.type_names(), self.text(allow_null=True)
        self.properties(wrapper.properties)
        return wrapper


def decode(message):
    """The value of a message."""
    if not message or message[0] != VERSION:
        raise MessageError(f"has format version {message[0] if message else 'none'}, and this reads version {VERSION}")
    reader = Reader(bytes(message[1:]))
    try:
        value = reader.value()
    except (OverflowError, ValueError, TypeError, struct.error) as error:
        raise error if isinstance(error, MessageError) else MessageError(f"a value in it is impossible: {error}") from error
    if reader.at != len(reader.data):
        raise MessageError("something follows its end")
    return value


def varint(value):
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def encode(value):
    """The message of None, bool, int, float, str, bytes, list, tuple, dict, Bag, Decimal, datetime, timedelta, UUID and complex."""
    out = bytearray([VERSION])
    write(out, value, {})
    return bytes(out)


def write_text(out, text):
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError:  # A lone surrogate.
        data = text.encode("utf-16-le", "surrogatepass")
        out += b"\x14" + varint(len(data) // 2) + data
        return
    out += (bytes([0x80 + len(data)]) if len(data) < 64 else b"\x13" + varint(len(data))) + data


def write(out, value, seen):
    if value is None or value is True or value is False:
        out.append({None: 1, False: 2, True: 3}[value])
    elif isinstance(value, int):
        if -8 <= value <= 55:
            out.append(0xC0 + value + 8)
        elif -1 << 63 <= value < 1 << 63:
            out += bytes([4 if -1 << 31 <= value < 1 << 31 else 5]) + varint(value << 1 if value >= 0 else (-value << 1) - 1)
        else:
            data = value.to_bytes(value.bit_length() // 8 + 1, "little", signed=True)
            out += b"\x10" + varint(len(data)) + data
    elif isinstance(value, float):
        out += b"\x0E" + struct.pack("<d", value)
    elif isinstance(value, str):
        write_text(out, value)
    elif isinstance(value, (bytes, bytearray)):
        out += b"\x33\x02" + varint(len(value)) + value
    elif isinstance(value, complex):
        out += b"\x11" + struct.pack("<2d", value.real, value.imag)
    elif isinstance(value, uuid.UUID):
        out += b"\x1D" + value.bytes_le
    elif isinstance(value, datetime.datetime):
        utc = value.tzinfo is not None
        delta = (value.astimezone(datetime.timezone.utc).replace(tzinfo=None) if utc else value) - datetime.datetime(1, 1, 1)
        out += b"\x18" + struct.pack("<Q", (delta // datetime.timedelta(microseconds=1)) * 10 | (1 << 62 if utc else 0))
    elif isinstance(value, datetime.timedelta):
        out += b"\x1C" + struct.pack("<q", (value // datetime.timedelta(microseconds=1)) * 10)
    elif isinstance(value, decimal.Decimal):
        sign, digits, exponent = value.as_tuple()
        number, scale = int("".join(map(str, digits))) * 10 ** max(0, exponent), max(0, -exponent)
        out += b"\x0F" + struct.pack("<4I", number & 0xFFFFFFFF, number >> 32 & 0xFFFFFFFF, number >> 64, scale << 16 | sign << 31)
    elif id(value) in seen:
        out += b"\x3D" + varint(seen[id(value)])
    elif isinstance(value, (list, tuple, dict)):
        seen[id(value)] = len(seen)
        if isinstance(value, Bag):
            out.append(0x3A)
            for name, part in value.items():
                write_text(out, name)
                write(out, part, seen)
            out.append(0)
        elif isinstance(value, dict):
            out += b"\x36\x01" + varint(len(value))  # As @{}: it ignores case.
            for key, part in value.items():
                write(out, key, seen)
                write(out, part, seen)
        else:
            out += b"\x30" + varint(len(value))
            for part in value:
                write(out, part, seen)
    else:
        raise TypeError(f"{type(value).__name__} has no form in a message")
