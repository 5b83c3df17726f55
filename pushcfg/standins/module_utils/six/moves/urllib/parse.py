"""As urllib.parse."""

from __future__ import annotations

from urllib.parse import parse_qs, quote, quote_plus, unquote, urlencode, urljoin, urlparse, urlsplit, urlunparse

__all__ = ["parse_qs", "quote", "quote_plus", "unquote", "urlencode", "urljoin", "urlparse", "urlsplit", "urlunparse"]
