"""Run a program that dies with its parent, as another user if asked.

Executed as a script of its own (`python -I -S launch.py …`), never imported by the supervisor:
code that runs between fork and exec of a program with threads may deadlock, this cannot. The
kernel forgets the death signal when the user changes, so the order here matters.

    launch.py PARENT_PID DEATH_SIGNAL UID GID PROGRAM [ARGUMENT...]

UID and GID are -1 to keep those of the parent.
"""

import os
import sys

_PR_SET_PDEATHSIG = 1


def main() -> None:
    parent, death_signal, uid, gid = (int(value) for value in sys.argv[1:5])
    program = sys.argv[5:]
    if sys.platform == "linux":
        import ctypes  # before the user changes: he may not be able to read our Python

        libc = ctypes.CDLL(None)
    if uid >= 0:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if sys.platform == "linux":
        libc.prctl(_PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
        if os.getppid() != parent:
            # The parent died before the kernel knew what to do about it.
            os._exit(1)
    os.execv(program[0], program)  # noqa: S606 - the program is the point of this file


if __name__ == "__main__":
    main()
