"""The body of a request: text, JSON, the fields of a form, or files."""

import base64
import json
import os

from ..core.failure import Failure
from ..core.reader import raw


def encoded(module, system):
    """(headers, bytes or None) of a request; `module` has body, body_format, src, remote_src, headers and files."""
    headers = dict(module.headers or {})
    given = {name.lower() for name in headers}
    if module.src is not None:
        return headers, system.read(module.src) if module.remote_src else sent(module, system, module.src)
    kind, body = None, module.body
    if module.body_format == "json":
        kind, body = "application/json", body if isinstance(body, str) else json.dumps(body)
    elif module.body_format == "form-urlencoded":
        kind, body = "application/x-www-form-urlencoded", form(body)
    elif module.body_format == "form-multipart":
        kind, body = multipart(module, system)
        given.discard("content-type")
        headers = {name: value for name, value in headers.items() if name.lower() != "content-type"}
    elif isinstance(body, (dict, list)):
        body = json.dumps(body)
    if kind is not None and "content-type" not in given:
        headers["Content-Type"] = kind
    if body is None:
        return headers, None
    return headers, body if isinstance(body, bytes) else raw(str(body))


def sent(module, system, name):
    """The bytes of a file that the controller has sent."""
    return system.fetch(module.files[name])


def form(body):
    """The text of form fields: a mapping, a list of pairs, or text that is already so written."""
    if isinstance(body, str) or body is None:
        return body
    from urllib.parse import urlencode
    pairs = []
    try:
        for name, values in body.items() if isinstance(body, dict) else body:
            for value in values if isinstance(values, list) else [values]:
                if value is not None:
                    pairs.append((str(name), str(value)))
    except (TypeError, ValueError) as error:
        raise Failure("failed to parse body as form_urlencoded: %s" % error)
    return urlencode(pairs)


def multipart(module, system):
    """(content type, bytes) of a mapping from field to text or {content, filename, mime_type, multipart_encoding}."""
    if not isinstance(module.body, dict):
        raise Failure("failed to parse body as form-multipart: it must be a mapping")
    boundary = "===============%s==" % base64.b16encode(os.urandom(12)).decode("ascii")
    parts = []
    for name, value in module.body.items():
        field = value if isinstance(value, dict) else {"content": str(value)}
        parts.append(raw("--%s\r\n" % boundary) + part(module, system, name, field))
    parts.append(raw("--%s--\r\n" % boundary))
    return 'multipart/form-data; boundary="%s"' % boundary, b"".join(parts)


def part(module, system, name, field):
    """One field with its headers."""
    content, path = field.get("content"), field.get("filename")
    if content is None and path is None:
        raise Failure("failed to parse body as form-multipart: %s needs content or filename" % name)
    kind = field.get("mime_type")
    if content is not None:
        data = raw(str(content))
    else:
        data = system.read(path) if module.remote_src else sent(module, system, path)
    if kind is None:
        import mimetypes
        kind = (mimetypes.guess_type(path)[0] if path else None) or (
            "application/octet-stream" if path else "text/plain")
    lines = ['Content-Disposition: form-data; name="%s"' % name]
    if path:
        lines[0] += '; filename="%s"' % os.path.basename(path)
    lines.append("Content-Type: %s" % kind)
    if path and content is None and field.get("multipart_encoding", "base64") == "base64":
        data = base64.encodebytes(data).replace(b"\n", b"\r\n").rstrip()
        lines.append("Content-Transfer-Encoding: base64")
    return raw("\r\n".join(lines)) + b"\r\n\r\n" + data + b"\r\n"
