"""What a browser loads that comes for the first time: every public page with its styles, scripts and fonts.

python -m benchmarks.first_load
"""

import http.client
import re
from urllib.parse import urljoin

from benchmarks import stage

MOST_KILOBYTES, MOST_SCRIPT_KILOBYTES = 200, 45
LINKED = re.compile(r'(?:<link[^>]+rel="(?:stylesheet|preload|icon)"[^>]*|<script|<img)[^>]*>')
ADDRESS = re.compile(r'(?:href|src)="([^"]+)"')
IN_STYLE = re.compile(r'url\("?([^")]+)"?\)')


class FirstVisit:
    """Loads a page and everything that it names, each thing once, and counts bytes as they travel."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.loaded: dict[str, int] = {}

    def load(self, address: str) -> int:
        """Load a page; return its status. Every font that a style names is counted, needed or not."""
        status, page = self._fetch(address)
        for tag in LINKED.findall(page):
            for linked in ADDRESS.findall(tag):
                _, text = self._fetch(urljoin(address, linked))
                for inner in IN_STYLE.findall(text) if linked.endswith(".css") else []:
                    self._fetch(urljoin(urljoin(address, linked), inner))
        return status

    def kilobytes(self, *endings: str) -> float:
        """Return what was loaded, of files that end so if asked."""
        return sum(size for address, size in self.loaded.items() if not endings or address.endswith(endings)) / 1024

    def _fetch(self, address: str) -> tuple[int, str]:
        if address in self.loaded:
            return 200, ""
        self.connection.request("GET", address, headers={"Accept-Encoding": "br"})
        response = self.connection.getresponse()
        body = response.read()
        self.loaded[address] = len(body)
        if response.headers.get("Content-Encoding") == "br":
            import brotli

            body = brotli.decompress(body)
        return response.status, body.decode(errors="replace")


def public_addresses() -> list[str]:
    """Return the addresses without a variable part; those that do not answer a stranger with a page are left out."""
    from django.urls import get_resolver, reverse

    names = []
    for namespace, (_, resolver) in get_resolver().namespace_dict.items():
        for name in filter(lambda key: isinstance(key, str), resolver.reverse_dict):
            ways = [parameters for found, *_ in resolver.reverse_dict.getlist(name) for _, parameters in found]
            names += [f"{namespace}:{name}"] * ([] in ways)
    return sorted({reverse(name) for name in names})


def main() -> None:
    """Print the bytes of each public page, and the largest beside the goal."""
    seen = []
    with stage.installation(), stage.site(threads=1) as site:
        for address in public_addresses():
            visit = FirstVisit(site.port)
            if visit.load(address) == 200 and len(visit.loaded) > 1:
                seen.append((visit.kilobytes(), visit.kilobytes(".js"), visit.kilobytes(".woff2"), address))
    print(f"{'page, KB':<28}{'all':>8}{'scripts':>9}{'fonts':>8}")
    for total, scripts, fonts, address in sorted(seen, reverse=True):
        print(f"{address:<28}{total:>8.1f}{scripts:>9.1f}{fonts:>8.1f}")
    largest, most_scripts = max(row[0] for row in seen), max(row[1] for row in seen)
    print(f"{'largest first load':<36}goal ≤ {MOST_KILOBYTES:<6} seen {largest:.0f}")
    print(f"{'most scripts, compressed':<36}goal ≤ {MOST_SCRIPT_KILOBYTES:<6} seen {most_scripts:.1f}")


if __name__ == "__main__":
    main()
