import ssl

from bot.telegram.tls import tls_context


def test_servers_must_show_a_certificate_of_their_name():
    assert tls_context().verify_mode is ssl.CERT_REQUIRED
    assert tls_context().check_hostname


def test_certificates_are_read_once():
    assert tls_context() is tls_context()
