//! TLS towards a server with a certificate of its own: the SHA-256 of the certificate is known beforehand.
