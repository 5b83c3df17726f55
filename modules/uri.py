"""The module `uri`."""

import json
import os
import re
import time

from .core.attributes import FileAttributes, describe
from .core.failure import Failure, Missing
from .core.module import Action
from .core.param import Param
from .net.body import encoded
from .net.params import WebParams
from .net.response import masked_url, url_file_name

ASKING = ("GET", "HEAD", "OPTIONS")
JSON = ("json", "javascript")


class Uri(WebParams, FileAttributes, Action):
    """A request to a web server, and what it answers. One that only asks is made in a check, too."""

    example = """
- name: the application is well
  uri:
    url: http://127.0.0.1:8080/health
    return_content: true
  register: health
  until: health.status == 200
  retries: 10
  delay: 3
"""
    dest = Param("path", "file, or folder, for what is answered")
    method = Param(str, "the method", default="GET")
    body = Param("raw", "what is sent: text, or with body_format a mapping or list")
    body_format = Param(str, "how the body is written", default="raw",
                        choices=("form-multipart", "form-urlencoded", "json", "raw"))
    src = Param("path", "file that is sent: on the controller, or with remote_src on the host")
    remote_src = Param(bool, "src and the files of form-multipart are on the host", default=False)
    status_code = Param(list, "what it may answer", default=[200], elements=int)
    return_content = Param(bool, "with the content of the answer; JSON comes anyway, as json", default=False)
    follow_redirects = Param(str, "which redirects to follow: all, none, or those of GET and HEAD", default="safe",
                             choices=("all", "no", "none", "safe", "urllib2", "yes"))
    creates = Param("path", "if there is such a file, nothing is asked")
    removes = Param("path", "if there is no such file, nothing is asked")
    timeout = Param(int, "seconds to wait for the server, each time", default=30)
    ca_path = Param("path", "file or folder on the host with the certificates that are trusted")
    unix_socket = Param("path", "socket on the host to ask through")
    url_username = Param(str, "user that the server is to know", aliases=("user",))
    url_password = Param(str, "password of that user", aliases=("password",), secret=True)
    files = Param(dict, "contents of the files that the controller sends along, by their names", internal=True)

    @classmethod
    def problems(cls, values):
        """Arguments that do not go together."""
        found = cls.web_problems(values)
        if values.get("body") is not None and values.get("src") is not None:
            found.append("takes body or src, not both")
        method = values.get("method", "GET")
        if "{{" not in method and not re.match("^[A-Za-z]+$", method):
            found.append("method is a single word, like GET or POST")
        return found

    @classmethod
    def requires(cls, values):
        """The folder of dest, and a source on the host."""
        needs = [("folder", values["dest"])] if values.get("dest") else []
        return needs + ([("path", values["src"])] if values.get("remote_src") is True and values.get("src") else [])

    def guard(self, system):
        """What creates and removes say."""
        if self.creates and system.stat(self.creates) is not None:
            return "'%s' exists" % self.creates
        if self.removes and system.stat(self.removes) is None:
            return "'%s' does not exist" % self.removes
        return None

    def idle(self, reason):
        """As Ansible registers it."""
        return {"stdout": "skipped, since %s" % reason}

    def foresee(self, system):
        """The answer to what only asks."""
        return self.act(system) if self.method.upper() in ASKING and self.dest is None else None

    def act(self, system):
        """Ask, and return what is answered; Failure for a status that is not expected."""
        headers, body = encoded(self, system)
        self.headers = headers
        known = system.stat(self.dest) if self.dest is not None else None
        since = known.mtime if known is not None and known.kind == "file" else None
        request = self.request(self.url, method=self.method.upper(), body=body, fresh=self.force, ca_path=self.ca_path,
                               redirects=self.follow_redirects, unix_socket=self.unix_socket, modified_since=since)
        start = time.time()
        try:
            response = system.request(request)
        except Missing as failure:
            return self.unanswered(failure, start)
        told = dict(self.told(response), elapsed=int(time.time() - start), changed=False)
        fine = response.status in self.status_code
        if self.dest is not None:
            told.update(self.keep(system, response, known) if fine and response.status != 304 else
                        {"path": self.dest})
        if not fine:
            told["msg"] = "Status code was %d and not %s: %s" % (response.status, self.status_code, told["msg"])
            raise Failure(told["msg"], **told)
        return told

    def unanswered(self, failure, start):
        """What is told where no server answers, which is status -1: well if the playbook waits for just that."""
        told = {"status": -1, "url": masked_url(self.url), "redirected": False, "elapsed": int(time.time() - start),
                "msg": failure.message}
        if -1 in self.status_code:
            return dict(told, changed=False)
        message = "Status code was -1 and not %s: %s" % (self.status_code, failure.message)
        raise Missing(message, **dict(told, msg=message))

    def told(self, response):
        """The answer as `register` gets it."""
        url = masked_url(response.url)
        told = {name.replace("-", "_"): value for name, value in response.merged_headers().items()}
        told.update(url=url, status=response.status, msg=response.message(), redirected=url != masked_url(self.url))
        if response.status < 300:
            told.update(cookies=dict(response.cookies),
                        cookies_string="; ".join("%s=%s" % pair for pair in response.cookies))
        if "location" in told:
            from urllib.parse import urljoin
            told["location"] = urljoin(self.url, told["location"])
        kind = (response.header("content-type") or "").partition(";")[0].strip().rpartition("/")[2].lower()
        if kind.rpartition("+")[2] in JSON:
            try:
                told["json"] = json.loads(response.text())
            except ValueError:
                pass  # it says that it is JSON, and is not
        if self.return_content:
            told["content"] = response.text()
        return told

    def keep(self, system, response, known):
        """Write the answer to dest if it is another than before."""
        self.prepare(system)
        place = self.dest
        if known is not None and known.kind == "directory":
            place = os.path.join(place, response.file_name() or url_file_name(response.url))
        found = system.stat(place)
        changed = found is None or system.checksum(place, "sha1") != response.checksum("sha1")
        if changed:
            system.write(place, response.file)
        seen = self.seen_attributes(system, place, system.stat(place))
        diff = {name: (seen.get(name), value) for name, value in self.wanted_attributes(seen).items()
                if seen.get(name) != value}
        self.apply_attributes(system, place, diff)
        return dict(describe(system.stat(place)), path=place, changed=changed or bool(diff))
