"""Runners for other users, started by a runner that is root: no further login, no password."""

import json
import os
import pwd
import sys
import threading
import time

from .start import STAGE_ONE


class Household:
    """The runners that this one has started, by user."""

    def __init__(self, bundle, settings, voice):
        self.bundle = bundle
        self.settings = settings
        self.voice = voice
        self.members = {}

    def pass_on(self, user, line):
        """Give a message (a line as bytes) to the runner of a user, starting it if need be."""
        try:
            if user not in self.members:
                self.members[user] = self.start(user)
            member = self.members[user]
            member.stdin.write(line)
            member.stdin.flush()
        except KeyError:
            self.lost(user, "cannot become %s: there is no such user" % user)
        except BrokenPipeError:
            self.lost(user, "the runner of %s has ended" % user)
        except Exception as error:  # noqa: BLE001
            self.lost(user, "cannot become %s: %s" % (user, error))

    def lost(self, user, message):
        """Word to the session that a user's runner is not there, for every task that it should have had."""
        self.voice.say({"op": "lost", "as": user, "message": message})

    def start(self, user):
        """A runner as that user; KeyError if there is no such user, OSError if it does not start."""
        account = pwd.getpwnam(user)
        import subprocess  # most runners have no others beside them
        environment = dict(os.environ, HOME=account.pw_dir, USER=user, LOGNAME=user, SHELL=account.pw_shell)

        def switch():
            os.initgroups(user, account.pw_gid)
            os.setgid(account.pw_gid)
            os.setuid(account.pw_uid)

        member = subprocess.Popen(
            [sys.executable, "-I", "-S", "-B", "-X", "utf8", "-c", STAGE_ONE], preexec_fn=switch, env=environment,
            cwd="/", stdin=subprocess.PIPE, stdout=subprocess.PIPE, close_fds=True, start_new_session=True)
        settings = json.dumps(dict(self.settings, tag=user)).encode()
        member.stdin.write(self.bundle + settings + b"\n")
        member.stdin.flush()
        threading.Thread(target=self.listen, args=(member, user), daemon=True).start()
        return member

    def listen(self, member, user):
        """Pass on what a runner says, and that it has ended."""
        for line in member.stdout:
            if line.strip():
                self.voice.forward(line.rstrip(b"\n"), patient=True)
        self.lost(user, "the runner of %s has ended" % user)

    def dismiss(self):
        """Tell them all to end: their own tasks and children first."""
        for member in self.members.values():
            try:
                member.stdin.close()
            except OSError:
                pass

    def close(self, seconds):
        """Wait for them to end; after so many seconds make them."""
        limit = time.monotonic() + seconds
        for member in self.members.values():
            while member.poll() is None and time.monotonic() < limit:
                time.sleep(0.01)
            if member.poll() is None:
                member.kill()
