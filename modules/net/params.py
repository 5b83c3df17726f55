"""The arguments that every module that asks a server has in common."""

from ..core.param import Param
from .request import Request

NO_GSSAPI = "use_gssapi needs a library that hosts do not have: give url_username and url_password, or ask with curl"


class WebParams:
    """Mix-in for a Module."""

    url = Param(str, "the URL", required=True)
    force = Param(bool, "ask for a fresh copy, and not only for a newer one", default=False)
    headers = Param(dict, "headers of the request")
    unredirected_headers = Param(list, "names of headers that only the first server gets, and none that it sends to",
                                 default=[], elements=str)
    force_basic_auth = Param(bool, "send user and password at once, before the server asks", default=False)
    http_agent = Param(str, "what the client calls itself", default="ansible-httpget")
    use_proxy = Param(bool, "go through the proxy that the environment names", default=True)
    use_netrc = Param(bool, "take user and password from ~/.netrc where none are given", default=True)
    use_gssapi = Param(bool, "taken for compatibility where it is false", default=False)
    validate_certs = Param(bool, "check the certificate of the server", default=True)
    client_cert = Param("path", "file on the host with our certificate, and perhaps its key")
    client_key = Param("path", "file on the host with the key of our certificate")
    ciphers = Param(list, "ciphers of TLS that may be used", elements=str)
    decompress = Param(bool, "unpack what the server has packed with gzip on the way", default=True)

    @classmethod
    def web_problems(cls, values):
        """What cannot be."""
        return [NO_GSSAPI] if values.get("use_gssapi") is True else []

    def request(self, url, **more):
        """The Request for a URL, with what the arguments say about how to ask."""
        return Request(url, headers=self.headers, timeout=self.timeout, validate_certs=self.validate_certs,
                       client_cert=self.client_cert, client_key=self.client_key, ciphers=self.ciphers,
                       use_proxy=self.use_proxy, use_netrc=self.use_netrc, username=self.url_username,
                       password=self.url_password, force_basic_auth=self.force_basic_auth, agent=self.http_agent,
                       unredirected=self.unredirected_headers, decompress=self.decompress, **more)
