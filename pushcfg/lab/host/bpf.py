"""Two small BPF programs on a lab's control group: no devices, and no sysctl but a namespace's own.

They hold however /proc or /dev is mounted in a host, and for whatever runs there.
"""

from __future__ import annotations

import ctypes
import os
import struct
from pathlib import Path

from pushcfg.lab.host import kernel

# linux/bpf.h: commands, program types and attach types.
LOAD, ATTACH = 5, 8
DEVICE, SYSCTL = (15, 6), (23, 18)
ALLOW_MULTI = 2  # systemd in a host may add programs of its own; all have to agree
GET_NAME = 101  # the helper bpf_sysctl_get_name

LOAD_32, LOAD_64, LOAD_NUMBER = 0x61, 0x79, 0x18
COPY, SET, ADD, AND, CALL, END = 0xBF, 0xB7, 0x07, 0x57, 0x85, 0x95
EQUAL, NOT_EQUAL, LESS, NOT_EQUAL_REGISTER = 0x15, 0x55, 0xA5, 0x5D

CHARACTER = 2  # BPF_DEVCG_DEV_CHAR
# null, zero, full, random, urandom; tty, ptmx; net/tun, whose interfaces lie in the namespace of the one who
# opens it, and which nspawn would else bind from the machine. Majors 136 to 143 are pseudo-terminals.
DEVICES = ((1, 3), (1, 5), (1, 7), (1, 8), (1, 9), (5, 0), (5, 2), (10, 200))
NAMESPACED = ("net/", "kernel/hostname\0", "kernel/domainname")

Instruction = tuple[int, int, int, int, int]  # code, destination, source, offset, number


def guard(group: Path) -> None:
    """Attach both programs to a cgroup v2 directory; an OSError where the kernel cannot."""
    descriptor = os.open(group, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for (kind, place), program in ((DEVICE, _devices()), (SYSCTL, _sysctls())):
            _attach(descriptor, place, _load(kind, program))
    finally:
        os.close(descriptor)


def _devices() -> list[Instruction]:
    """Answers 1 for the harmless character devices, else 0."""
    checks: list[Instruction] = [(LESS, 3, 0, 1, 136), (LESS, 3, 0, 0, 144)]
    for major, minor in DEVICES:
        checks += [(NOT_EQUAL, 3, 0, 1, major), (EQUAL, 4, 0, 0, minor)]
    return [
        (LOAD_32, 2, 1, 0, 0),
        (AND, 2, 0, 0, 0xFFFF),
        (LOAD_32, 3, 1, 4, 0),
        (LOAD_32, 4, 1, 8, 0),
        (NOT_EQUAL, 2, 0, len(checks), CHARACTER),
        # Every second check is the one that allows; behind the checks lie the two instructions that refuse.
        *(
            (code, to, source, len(checks) - index + 1, number)
            if index % 2
            else (code, to, source, skip, number)
            for index, (code, to, source, skip, number) in enumerate(checks)
        ),
        *_answer(0),
        *_answer(1),
    ]


def _sysctls() -> list[Instruction]:
    """Answers 1 for a read and for a write to what is the namespace's own, else 0."""
    tests: list[Instruction] = []
    for name in NAMESPACED:
        tests += _name_is(name)
    return [
        (LOAD_32, 2, 1, 0, 0),
        (NOT_EQUAL, 2, 0, 2, 0),
        *_answer(1),
        (COPY, 2, 10, 0, 0),
        (ADD, 2, 0, 0, -64),
        (SET, 3, 0, 0, 64),
        (SET, 4, 0, 0, 0),
        (CALL, 0, 0, 0, GET_NAME),
        *tests,
        *_answer(0),
    ]


def _name_is(start: str) -> list[Instruction]:
    """Return 1 if the name on the stack starts so; only whole words of four or eight bytes are compared."""
    if len(start) == 4:
        number = int.from_bytes(start.encode(), "little")
        return [(LOAD_32, 2, 10, -64, 0), (NOT_EQUAL, 2, 0, 2, number), *_answer(1)]
    words = [int.from_bytes(start[at : at + 8].encode(), "little") for at in (0, 8)]
    code: list[Instruction] = []
    for index, word in enumerate(words):
        skip = 6 if index == 0 else 2
        low, high = struct.unpack("<ii", struct.pack("<Q", word))
        code += [
            (LOAD_64, 2, 10, -64 + 8 * index, 0),
            (LOAD_NUMBER, 3, 0, 0, low),
            (0, 0, 0, 0, high),
            (NOT_EQUAL_REGISTER, 2, 3, skip, 0),
        ]
    return [*code, *_answer(1)]


def _answer(value: int) -> list[Instruction]:
    return [(SET, 0, 0, 0, value), (END, 0, 0, 0, 0)]


def _load(kind: int, program: list[Instruction]) -> int:
    code = b"".join(
        struct.pack("<BBhi", operation, to | source << 4, offset, number)
        for operation, to, source, offset, number in program
    )
    instructions, licence = (
        ctypes.create_string_buffer(code, len(code)),
        ctypes.create_string_buffer(b"Apache-2.0"),
    )
    return _bpf(
        LOAD,
        struct.pack(
            "<IIQQIIQII",
            kind,
            len(program),
            ctypes.addressof(instructions),
            ctypes.addressof(licence),
            *(0, 0, 0, 0, 0),
        ),
    )


def _attach(group: int, place: int, program: int) -> None:
    try:
        _bpf(ATTACH, struct.pack("<IIII", group, program, place, ALLOW_MULTI))
    finally:
        os.close(program)


def _bpf(command: int, attributes: bytes) -> int:
    buffer = ctypes.create_string_buffer(attributes.ljust(128, b"\0"), 128)
    result = kernel.syscall("bpf", command, ctypes.byref(buffer), 128)
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"bpf {command}: {os.strerror(number)}")
    return result
