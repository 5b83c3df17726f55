"""Passwords of htpasswd's files beside those that passlib and openssl make."""

import subprocess

import pytest
from passlib.hash import apr_md5_crypt, ldap_sha1, md5_crypt

from modules.accounts.apache import SCHEMES, belongs, hashed

PASSWORDS = ["x", "secret", "pässwörd", "exactly sixteen!", "seventeen letters", "a" * 33, "long " * 14]
JUDGES = {"apr_md5_crypt": apr_md5_crypt, "md5_crypt": md5_crypt, "ldap_sha1": ldap_sha1}


@pytest.mark.parametrize("password", PASSWORDS)
def test_passlib_takes_ours_and_we_take_its(password):
    for scheme, judge in JUDGES.items():
        assert judge.verify(password, hashed(password, scheme))
        assert belongs(password, judge.hash(password))
        assert not belongs(password + "x", judge.hash(password))


def test_openssl_makes_the_same():
    for flag, scheme in (("-apr1", "apr_md5_crypt"), ("-1", "md5_crypt")):
        told = subprocess.run(["openssl", "passwd", flag, "-salt", "abcdefgh", "-stdin"], input="secret\n", text=True,
                              capture_output=True, check=True).stdout
        assert told.strip() == hashed("secret", scheme, "abcdefgh")


def test_each_hash_has_a_salt_of_its_own():
    assert hashed("secret", "md5_crypt") != hashed("secret", "md5_crypt")
    assert [belongs("secret", hashed("secret", scheme)) for scheme in SCHEMES] == [True] * len(SCHEMES)
