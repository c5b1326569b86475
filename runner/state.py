"""What one checkout remembers between starts: where it lies, who may use it, its secrets and its locks."""

import fcntl
import hashlib
import json
import os
import pwd
import secrets
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
LONGEST_SOCKET_DIR = 80  # a socket's whole path must stay under 107 bytes


class Problem(Exception):
    """Something the person at the keyboard can put right; its text is all they see."""


@dataclass(frozen=True)
class Account:
    """The unprivileged account that runs the servers when root starts the portal: Postgres refuses root."""

    name: str
    uid: int
    gid: int


def service_account():
    """None for an ordinary user, who runs the servers as themselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise Problem("Run as root, the portal needs an account named postgres or nobody for its servers. There is none.")


class State:
    """The folders of one checkout, or of one throw-away run. Everything in them is private to the owner."""

    def __init__(self, root, binaries=None):
        self.root = Path(root)
        self.account = service_account()
        self.postgres = self.root / "postgres"
        self.valkey = self.root / "valkey"
        self.binaries = binaries or self.root / "binaries"
        self.secrets = self.root / "secrets"
        self.keys = self.root / "keys"
        self.anchor = self.root / "anchors" / "audit.jsonl"
        self.portal = self.root / "portal"
        self.static = self.root / "static"
        self.mail = self.root / "mail"
        self.beat = self.root / "beat"
        self.logs = self.root / "logs"
        self.lock = self.root / "lock"
        self.users = self.root / "users"
        self.services = self.root / "services.json"
        self.processes = self.root / "processes.json"
        self.sign_ins = self.root / "sign-ins.json"

    @classmethod
    def of_checkout(cls, checkout=CHECKOUT):
        """`var/` for an ordinary user. For root a folder the servers' account can reach, with `var` pointing there."""
        token = hashlib.sha256(os.fsencode(checkout)).hexdigest()[:12]
        var = checkout / "var"
        if os.geteuid() == 0:
            shared = Path("/var/lib/dys_social")
            shared.mkdir(exist_ok=True)
            shared.chmod(0o755)
            point(var, shared / token)
            return cls(shared / token)
        if var.is_symlink() or not os.access(var if var.exists() else checkout, os.W_OK):
            home = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
            return cls(home / "dys_social" / token)
        return cls(var)

    def make(self):
        """Create what is missing. The root lets the servers' account pass through, nobody list it."""
        self.root.mkdir(parents=True, exist_ok=True)
        self.root.chmod(0o711 if self.account else 0o700)
        ours = (self.secrets, self.keys, self.anchor.parent, self.portal, self.static, self.mail, self.beat, self.logs)
        for folder in ours:
            folder.mkdir(exist_ok=True)
            folder.chmod(0o700)
        return self

    def forget(self):
        """Delete the data, the keys and the mail; keep the copied binaries and whoever holds the lock."""
        kept = {self.binaries, self.lock, self.users}
        for entry in self.root.iterdir():
            if entry in kept:
                continue
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()

    @property
    def as_servers(self):
        """For Popen: run as the servers' account."""
        if not self.account:
            return {}
        return {"user": self.account.uid, "group": self.account.gid, "extra_groups": []}

    def give_to_servers(self, folder):
        """A private folder of the servers' account."""
        folder.mkdir(exist_ok=True)
        folder.chmod(0o700)
        if self.account:
            os.chown(folder, self.account.uid, self.account.gid)
        return folder

    def secret_file(self, name):
        """The file holding a random secret, made the first time."""
        path = self.secrets / name
        if not path.exists():
            write_private(path, secrets.token_urlsafe(48))
        return path

    def secret(self, name):
        return self.secret_file(name).read_text(encoding="ascii").strip()

    def socket_dir(self):
        """A fresh private folder with a short path for the servers' sockets; its random name cannot be taken first."""
        return self.give_to_servers(Path(tempfile.mkdtemp(prefix="dys-", dir=temporary_base())))


def temporary_base():
    """Where throw-away folders go: root's own TMPDIR may be shut to the servers' account, a long one too long."""
    base = tempfile.gettempdir()
    if os.geteuid() == 0 or len(os.fsencode(base)) > LONGEST_SOCKET_DIR:
        return "/tmp"  # nosec B108
    return base


def point(link, target):
    """Leave a pointer to where root's data lies, unless something of the user's is there already."""
    try:
        if link.is_symlink() or not link.exists():
            if not link.is_symlink() or Path(os.readlink(link)) != target:
                link.unlink(missing_ok=True)
                link.symlink_to(target)
        elif link.is_dir() and not (link / "root").is_symlink():
            (link / "root").symlink_to(target)
    except OSError:
        pass  # a read-only checkout: the pointer is a courtesy


def write_private(path, text):
    """Write a file readable by its owner alone, whole or not at all."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(temporary, path)


def read_json(path, default=None):
    """The file's content, or the default when it is missing or half-written."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return default


def write_json(path, value):
    write_private(path, json.dumps(value))


def take(path, *, shared=False, wait=False):
    """Lock a file until the returned descriptor is closed; None when somebody else has it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def remove_socket_dir(path):
    """Remove a recorded folder of sockets, only if it still is one of ours."""
    path = Path(path)
    try:
        found = path.lstat()
    except OSError:
        return
    account = service_account()
    owner = account.uid if account else os.geteuid()
    if path.name.startswith("dys-") and stat.S_ISDIR(found.st_mode) and found.st_uid == owner:
        shutil.rmtree(path, ignore_errors=True)
