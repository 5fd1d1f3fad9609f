"""``python -m deploy``: print a site for nginx."""

import argparse
import sys

from deploy.site import Site


def main() -> int:
    """Print the site that the options describe; 2 with one line for options that make none."""
    parser = argparse.ArgumentParser(prog="python -m deploy", description=__doc__)
    parser.add_argument("--name", required=True, help="the name in the browser's address bar")
    parser.add_argument("--processes", type=int, default=2, help="how many run (default: 2)")
    parser.add_argument("--first-port", type=int, default=8501, help="port of the first of them")
    parser.add_argument("--certificate", default="", help="file of the certificate, for TLS")
    parser.add_argument("--key", default="", help="file of its key")
    parser.add_argument(
        "--listen", default="127.0.0.1:8080", help="where it listens without a certificate"
    )
    parser.add_argument("--log", default="off", help="file of the log, without addresses")
    given = parser.parse_args()
    ports = range(given.first_port, given.first_port + max(0, given.processes))
    try:
        site = Site(
            given.name, ports, certificate=given.certificate, key=given.key,
            listen=given.listen, log=given.log,
        )  # fmt: skip
    except ValueError as error:
        sys.stderr.write(f"deploy: {error}\n")
        return 2
    sys.stdout.write(site.text())
    return 0


sys.exit(main())
