"""Sealed values and blind indexes: AES-256-GCM and HMAC-SHA256 (NIST SP 800-38D, RFC 2104).

A sealed value opens only in the table, column and row it was sealed for, so that nobody with write access to the
database can move one person's number into another person's row.
"""

import hashlib
import hmac
import os
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from service.domain.errors import UnfitError

_ID_BYTES, _NONCE_BYTES = 4, 12


class SealBrokenError(UnfitError):
    """A value does not open: the key is not among DATA_KEYS, or the row was tampered with."""


@dataclass(frozen=True)
class Place:
    """Where a value stands; bound into its seal."""

    table: str
    column: str
    row: str

    def __bytes__(self) -> bytes:
        return "\x1f".join((self.table, self.column, self.row)).encode()


@dataclass(frozen=True)
class Sealer:
    """Keys of 32 bytes each, newest first: the first seals and indexes, all of them open and find."""

    data_keys: Sequence[bytes] = field(repr=False)
    index_keys: Sequence[bytes] = field(repr=False)

    def seal(self, place: Place, value: str) -> bytes:
        """Key id (4 bytes), nonce (12), ciphertext and tag."""
        key, nonce = self.data_keys[0], os.urandom(_NONCE_BYTES)
        return _key_id(key) + nonce + AESGCM(key).encrypt(nonce, value.encode(), bytes(place))

    def open(self, place: Place, sealed: bytes) -> str:
        """Raises SealBrokenError."""
        key_id, nonce = sealed[:_ID_BYTES], sealed[_ID_BYTES : _ID_BYTES + _NONCE_BYTES]
        key = next((one for one in self.data_keys if _key_id(one) == key_id), None)
        if key is None:
            message = f"{place.table}.{place.column}: sealed with a key that is not in DATA_KEYS"
            raise SealBrokenError(message)
        try:
            return AESGCM(key).decrypt(nonce, sealed[_ID_BYTES + _NONCE_BYTES :], bytes(place)).decode()
        except InvalidTag:
            message = f"{place.table}.{place.column}: does not open in this row"
            raise SealBrokenError(message) from None

    def index(self, kind: str, value: str) -> bytes:
        """The blind index of a value under the newest key: key id (4 bytes) and HMAC."""
        return self.indexes(kind, value)[0]

    def indexes(self, kind: str, value: str) -> tuple[bytes, ...]:
        """The blind indexes of a value under every key, newest first: a look-up must try them all."""
        told = f"{kind}\x1f{value}".encode()
        return tuple(_key_id(key) + hmac.digest(key, told, hashlib.sha256) for key in self.index_keys)


def _key_id(key: bytes) -> bytes:
    """Which key it was, without telling anything of the key."""
    return hashlib.sha256(b"key id" + key).digest()[:_ID_BYTES]
