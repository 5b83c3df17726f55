"""Requests over HTTP, HTTPS and FTP, and what is downloaded by them."""
