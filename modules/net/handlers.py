"""What urllib needs to ask as a Request says: certificates, proxies, logins, redirects, sockets."""

import http.client
import socket
import ssl
import urllib.error
import urllib.request
from urllib.parse import urlsplit

ALWAYS = ("all", "yes")
NEVER = ("none", "no")


def handlers(request, environment, cookies):
    """The handlers of urllib for one request."""
    found = [urllib.request.HTTPCookieProcessor(cookies), urllib.request.ProxyHandler(proxies(request, environment)),
             Redirects(request.redirects)]
    if request.username is not None and not request.force_basic_auth:
        manager = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        manager.add_password(None, request.url, request.username, request.password or "")
        found += [urllib.request.HTTPBasicAuthHandler(manager), urllib.request.HTTPDigestAuthHandler(manager)]
    context = tls(request)
    found.append(urllib.request.HTTPSHandler(context=context))
    if request.unix_socket is not None:
        found += [UnixHandler(request.unix_socket), SecureUnixHandler(request.unix_socket, context)]
    return found


def proxies(request, environment):
    """{scheme: proxy} for the request, from the environment of the task."""
    if not request.use_proxy or request.unix_socket is not None:
        return {}
    found = {name[:-len("_proxy")].lower(): value for name, value in environment.items()
             if name.lower().endswith("_proxy") and value}
    found.update({name[:-len("_proxy")]: value for name, value in environment.items()
                  if name.endswith("_proxy") and value})
    host = urlsplit(request.url).netloc.rpartition("@")[2]
    if host and urllib.request.proxy_bypass_environment(host, found):
        return {}
    return {name: value for name, value in found.items() if name in ("http", "https", "ftp")}


def tls(request):
    """How the server is known, and how we are."""
    folder = request.ca_path is not None and not request.ca_path.endswith((".pem", ".crt", ".cer"))
    context = ssl.create_default_context(cafile=None if folder else request.ca_path,
                                         capath=request.ca_path if folder else None)
    if not request.validate_certs:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if request.client_cert is not None:
        context.load_cert_chain(request.client_cert, request.client_key)
    if request.ciphers:
        context.set_ciphers(":".join(request.ciphers))
    return context


class Redirects(urllib.request.HTTPRedirectHandler):
    """Follows as the argument follow_redirects says: all, none, safe (GET and HEAD only) or urllib2."""

    def __init__(self, follow):
        self.follow = follow

    def redirect_request(self, req, fp, code, msg, headers, newurl):
        """The request to follow with; HTTPError, which is the answer then, if it is not to be followed."""
        method = req.get_method()
        if self.follow == "urllib2":
            return super().redirect_request(req, fp, code, msg, headers, newurl)
        if self.follow in NEVER or (self.follow == "safe" and method not in ("GET", "HEAD")):
            raise urllib.error.HTTPError(req.full_url, code, msg, headers, fp)
        data, kept = req.data, dict(req.headers)
        if (code == 303 and method != "HEAD") or (code == 302 and method != "HEAD") or (
                code == 301 and method == "POST"):
            method, data = "GET", None
            kept = {name: value for name, value in kept.items()
                    if name.lower() not in ("content-length", "content-type", "transfer-encoding")}
        return urllib.request.Request(newurl.replace(" ", "%20"), data=data, headers=kept, method=method,
                                      origin_req_host=req.origin_req_host, unverifiable=True)

    http_error_308 = urllib.request.HTTPRedirectHandler.http_error_302


class UnixConnection(http.client.HTTPConnection):
    """A connection to a socket in the file system."""

    path = None

    def connect(self):
        """Connect to it."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        if self.timeout is not socket._GLOBAL_DEFAULT_TIMEOUT:
            self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class UnixHandler(urllib.request.HTTPHandler):
    """http:// through a socket in the file system."""

    def __init__(self, path):
        super().__init__()
        self.kind = type("Connection", (UnixConnection,), {"path": path})

    def http_open(self, req):
        """Open it."""
        return self.do_open(self.kind, req)


class SecureUnixHandler(urllib.request.HTTPSHandler):
    """https:// through a socket in the file system."""

    def __init__(self, path, context):
        super().__init__(context=context)

        class Connection(UnixConnection):
            """With TLS on top."""

            def connect(self):
                super().connect()
                self.sock = context.wrap_socket(self.sock, server_hostname=self.host)

        Connection.path = path
        self.kind = Connection

    def https_open(self, req):
        """Open it."""
        return self.do_open(self.kind, req)
