"""What a process that runs a submission may do, and what keeps it in. From the outermost wall to the innermost:

time      whoever started it ends it, with all processes of its group (on Windows: the process alone)
kernel    Linux, where a plain user may make namespaces: no network; no process outside is seen, none stays behind; of
          the disk everything is read-only but a folder of 64 MB in memory; folders that it must not read are empty
limits    Linux and macOS: processor time, memory (macOS does not hold to it), size of files, no memory dumps
Python    everywhere: an audit hook refuses to write or delete outside its folder, to start processes, to use the
          network or ctypes. It stops code that was written for a notebook, by mistake or in anger. It is no wall
          against somebody who knows Python's inside: that is what the kernel's walls are for
home      a folder of its own that begins empty, and no environment variable of whoever grades

What that leaves to an expert, who gets around the hook: to read what whoever grades may read and no wall hides, and to
talk to programs that listen at a socket on the disk.

`describe()` says which of them hold on this machine. Where the kernel's do not, grade on a machine that has nothing
else on it, or in a container.
"""

import ctypes
import functools
import os
import shutil
import subprocess
import sys
from pathlib import Path

from mlp.checks.places import course_folder

PACKAGE = Path(__file__).resolve().parents[2]
NAMESPACES = (
    "--user",
    "--map-root-user",
    "--net",
    "--mount",
    "--pid",
    "--ipc",
    "--fork",
    "--kill-child",
    "--mount-proc",
)
INSIDE = "MLP_GRADING_NAMESPACES"  # set in a process that runs in the namespaces
KEPT = ("PATH", "SYSTEMROOT", "MLP_DATA", "MLP_CHECK_SEED")  # of the environment
SCRATCH = 64 * 2**20  # bytes that a submission may write
GIGABYTE = 2**30


@functools.cache
def namespaces():
    """The start of a command that gives the rest of it namespaces of its own, or () where that is not allowed."""
    program = shutil.which("unshare") if sys.platform == "linux" else None
    if program is None:
        return ()
    ends = shutil.which("setpriv")  # ends all when whoever started it is gone, however that ended
    command = (*((ends, "--pdeathsig", "KILL") if ends else ()), program, *NAMESPACES)
    probe = [*command, sys.executable, "-I", "-c", f"import sys; sys.path[:0] = [{str(PACKAGE.parent)!r}]\n{PROBE}"]
    works = subprocess.run(probe, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)
    return command if works.returncode == 0 else ()


PROBE = """
from pathlib import Path
from tempfile import gettempdir
from mlp.course.grading.confine import raise_walls
raise_walls(Path(gettempdir()), [])
"""


def describe():
    """One line: what holds a submission on this machine, and what does not."""
    if namespaces():
        return (
            "Each submission runs without network, in a process tree of its own, with the disk read-only but for its "
            "own folder, and with limits on time, memory and output."
        )
    memory = {"linux": "", "darwin": "; macOS does not hold to a limit on memory"}.get(
        sys.platform, "; this system has no limit on memory, and does not end what a submission has started"
    )
    return (
        "Each submission runs in a process of its own, with limits on time and output; this system gives a plain user "
        f"no walls around it, so network, other processes and the rest of the disk are refused by Python alone{memory}."
    )


def environment(folder):
    """The environment of a confined process: nothing of the user's, a home in `folder`, one thread."""
    home = str(folder / "home")
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    own = {name: home for name in ("HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP", "MPLCONFIGDIR", "IPYTHONDIR")}
    one = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "TQDM_DISABLE")}
    python = {
        "PYTHONPATH": str(PACKAGE.parent),
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return kept | own | one | python | {"MPLBACKEND": "agg"} | ({INSIDE: "1"} if namespaces() else {})


def confine(folder, hidden, seconds, memory):
    """Close this process in: from here on it writes in `folder` alone, and what is in `hidden` is not read.

    A hidden folder that holds Python or the package, as a home may, is not emptied: there, Python alone refuses.

    folder    a Path;  hidden   a list of Paths;  seconds   of processor time;  memory   bytes of address space
    """
    needed = [folder, PACKAGE, *map(Path, (sys.prefix, sys.base_prefix))]
    empty = [place for place in hidden if not any(path.is_relative_to(place) for path in needed)]
    if os.environ.pop(INSIDE, None):
        raise_walls(folder, empty)
    (folder / "home").mkdir(exist_ok=True)
    os.chdir(folder)
    getattr(ctypes.pythonapi, "PyThreadState_SetAsyncExc")  # noqa: B009  Windows' time limit needs it, and keeps it
    _limit(seconds, memory)
    sys.addaudithook(_guard(folder, hidden))


def _limit(seconds, memory):
    try:
        import resource
    except ImportError:  # Windows
        return
    wanted = {
        "RLIMIT_CPU": seconds,
        "RLIMIT_AS": memory,
        "RLIMIT_FSIZE": SCRATCH,
        "RLIMIT_CORE": 0,
        "RLIMIT_NPROC": 0,  # of a plain user: no process and no thread more
    }
    for name, limit in wanted.items():
        if hasattr(resource, name):
            kind, (_, highest) = getattr(resource, name), resource.getrlimit(getattr(resource, name))
            limit = limit if highest == resource.RLIM_INFINITY else min(limit, highest)
            try:
                resource.setrlimit(kind, (limit, limit if name != "RLIMIT_AS" else highest))
            except (ValueError, OSError):  # macOS refuses a limit on memory below what is in use
                pass


MS_RDONLY, MS_NOSUID, MS_NODEV = 1, 2, 4
MOUNT_SETATTR, AT_FDCWD, AT_RECURSIVE = 442, -100, 0x8000  # the system call's number is the same on all processors


def raise_walls(folder, hidden):
    """In namespaces of its own: the whole disk read-only, `hidden` empty, and an empty `folder` to write in.

    Raises OSError where the kernel does not take it.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    attributes = (ctypes.c_uint64 * 4)(MS_RDONLY, 0, 0, 0)  # to set, to clear, propagation, name space of users
    size = ctypes.c_size_t(ctypes.sizeof(attributes))
    _done(libc.syscall(MOUNT_SETATTR, AT_FDCWD, b"/", AT_RECURSIVE, attributes, size), "/")
    for place in hidden:
        if place.is_dir():
            _mount(libc, place, MS_RDONLY, "size=4k")
    _mount(libc, folder, 0, f"size={SCRATCH}")


def _mount(libc, place, flags, options):
    place = os.fsencode(place)
    _done(libc.mount(b"tmpfs", place, b"tmpfs", MS_NOSUID | MS_NODEV | flags, options.encode()), place)


def _done(result, place):
    if result != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), place)


REFUSED = ("socket.", "subprocess.", "ctypes.", "winreg.", "ftplib.", "urllib.", "http.", "smtplib.", "webbrowser.")
STARTS = {"os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.startfile", "os.kill"}
STARTS |= {"os.killpg", "pty.spawn", "signal.pthread_kill", "_winapi.CreateProcess", "cpython._PySys_ClearAuditHooks"}
CHANGES = {"os.remove", "os.rmdir", "os.mkdir", "os.truncate", "os.chmod", "os.chown", "os.utime", "shutil.rmtree"}
CHANGES |= {"os.rename", "os.link", "os.symlink", "os.setxattr", "os.removexattr", "shutil.move", "shutil.copyfile"}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def _guard(folder, hidden):
    """The audit hook. It refuses with PermissionError, and says what and why in a sentence.

    Of a folder that is hidden those inside it stay readable that Python and the course need; the innermost decides.
    """
    resolve, decode, text, refused = os.path.realpath, os.fsdecode, (str, bytes, os.PathLike), PermissionError
    inside, nowhere = resolve(folder) + os.sep, resolve(os.devnull)
    needed = [folder, PACKAGE, course_folder("data"), sys.prefix, sys.base_prefix, os.environ.get("MLP_DATA", "")]
    readable = {resolve(place) + os.sep: True for place in [*needed, *sys.path] if place and os.path.isdir(place)}
    readable |= {resolve(place) + os.sep: False for place in hidden}

    def hook(event, arguments):
        if event == "open":
            path, mode, flags = arguments
            if isinstance(path, text):
                writes = flags & WRITING if isinstance(flags, int) else any(sign in (mode or "") for sign in "wax+")
                look(path, bool(writes), True)
        elif event in CHANGES:
            for path in arguments[:2]:
                if isinstance(path, text):
                    look(path, True, False)
        elif event in ("os.listdir", "os.scandir") and isinstance(arguments[0], text):
            look(arguments[0], False, True)
        elif event.startswith(REFUSED) or event in STARTS:
            raise refused(f"{event}: an answer starts no processes, and uses no network, when it is graded")

    def look(path, writes, reads):
        real = resolve(decode(path))
        if writes and not (real + os.sep).startswith(inside) and real != nowhere:
            raise refused(f"{real}: an answer writes and deletes nothing outside its folder when it is graded")
        around = [place for place in readable if (real + os.sep).startswith(place)]
        if reads and around and not readable[max(around, key=len)]:
            raise refused(SECRET)

    return hook


SECRET = "an answer reads neither the course's solutions nor other people's files when it is graded"
