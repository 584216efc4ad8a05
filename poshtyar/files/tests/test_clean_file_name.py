"""clean_file_name …"""

import unicodedata

import pytest

from poshtyar.files.names import MAX_BYTES, clean_file_name

HOSTILE = {
    # paths, of every system
    "../../etc/passwd": "passwd",
    "..\\..\\windows\\system32\\cmd.exe": "cmd.exe",
    "/etc/shadow": "shadow",
    "C:\\autoexec.bat": "autoexec.bat",
    "C:autoexec.bat": "C_autoexec.bat",
    "\\\\server\\share\\a.txt": "a.txt",
    "a/b\\c/d.txt": "d.txt",
    "folder/": "folder",
    "folder\\": "folder",
    "....//....//etc/passwd": "passwd",
    "..%2f..%2fetc%2fpasswd": "%2f..%2fetc%2fpasswd",
    "file:///etc/passwd": "passwd",
    "a\x00.php/b.png": "b.png",
    # nothing
    "": "file",
    ".": "file",
    "..": "file",
    "...": "file",
    "/": "file",
    "   ": "file",
    "\u200b\u200d\ufeff": "file",
    "\u200c": "file",
    # hidden
    ".htaccess": "htaccess",
    "\u200b.htaccess": "htaccess",
    ".\u200bhtaccess": "htaccess",
    ".\u200d.htaccess": "htaccess",
    "\ufeff.htaccess": "htaccess",
    " .htaccess": "htaccess",
    "\u00ad.user.ini": "user.ini",
    ".bashrc": "bashrc",
    # controls and line ends
    "a\x00b.txt": "ab.txt",
    "photo.php\x00.jpg": "photo.php.jpg",
    "a\r\nSet-Cookie: x=1.txt": "aSet-Cookie_ x=1.txt",
    "a\nb.txt": "ab.txt",
    "a\tb.txt": "ab.txt",
    "a\x1b[31m.txt": "a[31m.txt",
    "a\x7fb.txt": "ab.txt",
    "a\x85b.txt": "ab.txt",
    "a\u2028b.txt": "ab.txt",
    "a\u2029b.txt": "ab.txt",
    # direction
    "invoice\u202efdp.exe": "invoicefdp.exe",
    "invoice\u202dfdp.exe": "invoicefdp.exe",
    "\u2067invoice\u2069.pdf": "invoice.pdf",
    "\u200finvoice.pdf": "invoice.pdf",
    "\u200einvoice.pdf": "invoice.pdf",
    "\u061cinvoice.pdf": "invoice.pdf",
    # invisible letters
    "in\u200bvoice.pdf": "invoice.pdf",
    "in\u2060voice.pdf": "invoice.pdf",
    "in\U000e0041voice.pdf": "invoice.pdf",
    "in\ue000voice.pdf": "invoice.pdf",
    "in\ud800voice.pdf": "invoice.pdf",
    # reserved letters and devices
    "a<script>alert(1)</script>.txt": "script_.txt",
    '"><img src=x onerror=alert(1)>.png': "_img src=x onerror=alert(1)_.png",
    'a"; filename="b.html': "a_; filename=_b.html",
    "a*?|b.txt": "a_b.txt",
    "report.txt:evil.exe": "report.txt_evil.exe",
    "index.php::$DATA": "index.php_$DATA",
    "CON": "_CON",
    "con.txt": "_con.txt",
    "nul.tar.gz": "_nul.tar.gz",
    "COM1.log": "_COM1.log",
    "console.log": "console.log",
    # ends
    "shell.php.": "shell.php",
    "shell.php . . ": "shell.php",
    "shell.php\u00a0": "shell.php",
    "a   b.txt": "a b.txt",
    # kept as they are: only names, served as downloads
    "shell.pht": "shell.pht",
    "drawing.svg": "drawing.svg",
    "گزارش ماه\u200cها.pdf": "گزارش ماه\u200cها.pdf",
    "cafe\u0301.txt": "café.txt",
}


def test_r59_is_tried_with_sixty_five_names_and_more():
    assert len(HOSTILE) >= 65


@pytest.mark.parametrize(("hostile", "clean"), HOSTILE.items(), ids=[ascii(name) for name in HOSTILE])
def test_makes_a_hostile_name_harmless(hostile, clean):
    assert clean_file_name(hostile) == clean


@pytest.mark.parametrize("name", [*HOSTILE, "a" * 300, "a." * 200, "." * 300])
def test_cleans_once_and_for_all(name):
    clean = clean_file_name(name)

    assert clean_file_name(clean) == clean
    assert "/" not in clean
    assert "\\" not in clean
    assert not clean.startswith(".")
    assert unicodedata.is_normalized("NFC", clean)


def test_shortens_the_stem_and_keeps_the_ending():
    clean = clean_file_name("گ" * 400 + ".pdf")

    assert clean == "گ" * 98 + ".pdf"
    assert len(clean.encode()) == MAX_BYTES


def test_shortens_a_name_whose_ending_is_no_ending():
    assert clean_file_name("a." + "b" * 400) == "a." + "b" * 198
