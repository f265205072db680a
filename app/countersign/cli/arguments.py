"""What can be typed after `countersign`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from countersign import __version__

_STATUS_HELP = (
    "exit status: 0 done, 1 the server refused or a check failed, 2 wrong use, 3 not reached, 4 credentials"
)


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the options; exits with status 2 and a usage line when they make no sense."""
    options = _parser().parse_args(arguments)
    options.command = options.command or "window"
    return options


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="countersign",
        description="Test signed requests. Without a command, the window opens.",
        epilog=_STATUS_HELP,
    )
    parser.add_argument("--version", action="version", version=f"countersign {__version__}")
    parser.add_argument("--playground", action="store_true", help="open the window on a small AWS on loopback")
    parser.add_argument("--workspace", type=Path, help="open this collection folder (OpenCollection)")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    sign = commands.add_parser("sign", help="sign a request and print it", epilog=_STATUS_HELP)
    sign.add_argument("method", metavar="METHOD")
    sign.add_argument("url", metavar="URL")
    _add_signing_options(sign)
    presign = commands.add_parser("presign", help="print a URL with the signature in its query", epilog=_STATUS_HELP)
    presign.add_argument("method", metavar="METHOD", nargs="?", default="GET")
    presign.add_argument("url", metavar="URL")
    presign.add_argument("--expires", type=int, default=300, metavar="SECONDS", help="how long the URL is valid")
    _add_signing_options(presign)
    send = commands.add_parser("send", help="sign a request, send it, print the body", epilog=_STATUS_HELP)
    send.add_argument("method", metavar="METHOD")
    send.add_argument("url", metavar="URL")
    _add_signing_options(send)
    _add_sending_options(send)
    _add_credential_commands(commands)
    _add_channel_commands(commands)
    _add_socket_command(commands)
    _add_collection_commands(commands)
    _add_tour(commands)
    _add_bench(commands)
    return parser


def _add_signing_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-H", "--header", action="append", default=[], metavar="'NAME: VALUE'", help="add a header")
    body = parser.add_mutually_exclusive_group()
    body.add_argument("--data", metavar="TEXT", help="the body")
    body.add_argument("--data-file", metavar="FILE", help="a file that is the body")
    parser.add_argument("--region", default="", help="otherwise read from the host name, then from AWS_REGION")
    parser.add_argument("--service", default="", help="otherwise read from the host name")
    parser.add_argument("--date", default="", metavar="YYYYMMDDTHHMMSSZ", help="sign with this date")
    parser.add_argument("--unsigned-payload", action="store_true", help="leave the body out of the signature")
    parser.add_argument("--s3", action="store_true", help="sign the path by S3's rules: encoded once, as written")
    parser.add_argument("--v4a", action="store_true", help="sign with SigV4A (ECDSA P-256)")
    parser.add_argument("--region-set", default="*", help="the regions of a SigV4A signature")
    parser.add_argument("--identity", default="", metavar="NAME", help="who signs: see `countersign identities`")
    parser.add_argument("--json", action="store_true", help="print everything as JSON")


def _add_sending_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--no-sign", action="store_true", help="send the request without a signature")
    parser.add_argument("--include", action="store_true", help="print the status line and the headers too")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the body to a file")
    parser.add_argument("--no-redirects", action="store_true", help="do not follow redirects")
    parser.add_argument("--insecure", action="store_true", help="do not check the server's certificate")
    parser.add_argument("--ca", default="", metavar="FILE", help="trust this CA (PEM) too")
    parser.add_argument("--proxy", default="system", metavar="URL", help='a proxy, or "none"')
    parser.add_argument("--timeout", type=float, default=300.0, metavar="SECONDS", help="limit of the whole exchange")


def _add_credential_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    identities = commands.add_parser("identities", help="list who may sign", epilog=_STATUS_HELP)
    identities.add_argument("--json", action="store_true")
    token = commands.add_parser("token", help="print a valid token of a user pool", epilog=_STATUS_HELP)
    token.add_argument("pool", metavar="POOL", help="the user pool's name in Countersign")
    token.add_argument("--id", action="store_true", help="the ID token instead of the access token")
    token.add_argument("--json", action="store_true", help="print the claims too")


def _add_channel_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    url = commands.add_parser("kvs-url", help="print the signed URL of a signaling channel", epilog=_STATUS_HELP)
    _add_channel_options(url)
    url.add_argument("--date", default="", metavar="YYYYMMDDTHHMMSSZ", help="sign with this date")
    live = commands.add_parser("kvs", help="join a signaling channel, live", epilog=_STATUS_HELP)
    _add_channel_options(live)
    _add_console_options(live)
    live.add_argument("--no-reconnect", action="store_true", help="end when the connection does")


def _add_channel_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--channel-arn", required=True, metavar="ARN|NAME", help="the channel: its ARN, or its name")
    parser.add_argument("--role", choices=("master", "viewer"), type=str.lower, default="viewer")
    parser.add_argument("--client-id", default="", metavar="ID", help="of a viewer; otherwise random")
    parser.add_argument("--endpoint", default="", metavar="WSS-URL", help="otherwise it is asked for")
    parser.add_argument("--region", default="", help="otherwise that of the ARN, then AWS_REGION")
    parser.add_argument("--expires", type=int, default=299, metavar="SECONDS", help="how long the URL is valid")
    parser.add_argument("--control-plane", default="", metavar="URL", help="ask here instead of AWS")
    parser.add_argument("--fips", action="store_true", help="ask the FIPS endpoint")
    parser.add_argument("--dual-stack", action="store_true", help="ask the endpoint that has IPv6 too")
    parser.add_argument("--ca", default="", metavar="FILE", help="trust this CA (PEM) too")
    parser.add_argument("--identity", default="", metavar="NAME", help="who signs: see `countersign identities`")
    parser.add_argument("--json", action="store_true", help="print everything as JSON")


def _add_socket_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    socket = commands.add_parser("ws", help="open a WebSocket, live", epilog=_STATUS_HELP)
    socket.add_argument("url", metavar="URL")
    socket.add_argument("-H", "--header", action="append", default=[], metavar="'NAME: VALUE'", help="add a header")
    socket.add_argument("-s", "--subprotocol", action="append", default=[], metavar="NAME", help="offer this one")
    socket.add_argument("--sign", choices=("query", "headers"), help="sign the handshake with SigV4")
    socket.add_argument("--region", default="", help="otherwise read from the host name, then from AWS_REGION")
    socket.add_argument("--service", default="", help="otherwise read from the host name")
    socket.add_argument("--identity", default="", metavar="NAME", help="who signs: see `countersign identities`")
    socket.add_argument("--bearer", default="", metavar="VARIABLE", help="send the token in this variable")
    socket.add_argument("--no-compression", action="store_true", help="do not offer permessage-deflate")
    socket.add_argument("--reconnect", action="store_true", help="connect again after a drop")
    socket.add_argument("--ping", type=float, default=20.0, metavar="SECONDS", help="between two pings, 0 for none")
    socket.add_argument("--insecure", action="store_true", help="do not check the server's certificate")
    socket.add_argument("--ca", default="", metavar="FILE", help="trust this CA (PEM) too")
    socket.add_argument("--proxy", default="system", metavar="URL", help='a proxy, or "none"')
    socket.add_argument("--json", action="store_true", help="JSON Lines in and out")
    _add_console_options(socket)


def _add_collection_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    bring = commands.add_parser("import", help="bring a collection of another tool in", epilog=_STATUS_HELP)
    bring.add_argument(
        "source", metavar="FILE|FOLDER|-", help="OpenCollection, Postman, Insomnia, Bruno, HAR, OpenAPI, .http, curl"
    )
    bring.add_argument("folder", type=Path, metavar="FOLDER", help="a new collection, or one to add to")
    bring.add_argument("--dry-run", action="store_true", help="say what would come in, and write nothing")
    bring.add_argument("--keep-secrets", action="store_true", help="put the secrets that are found into the keyring")
    bring.add_argument("--json", action="store_true", help="print everything as JSON")
    take = commands.add_parser("export", help="write a collection in another format", epilog=_STATUS_HELP)
    take.add_argument("folder", type=Path, metavar="FOLDER", help="the collection")
    take.add_argument("format", choices=("opencollection", "postman", "openapi"))
    take.add_argument("--output", type=Path, metavar="FILE", help="otherwise it is printed")


def _add_console_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--wait", type=float, default=1.0, metavar="SECONDS", help="stay this long after the input has ended (1)"
    )


def _add_tour(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    tour = commands.add_parser("tour", help="walk through the main flows in the real window, on the playground")
    tour.add_argument("--pictures", type=Path, default=Path("countersign-tour"), metavar="FOLDER")
    tour.add_argument("--theme", choices=("dark", "light"), default="dark")


def _add_bench(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    bench = commands.add_parser("bench", help="measure the program against a floor in the same run")
    bench.add_argument("name", nargs="?", choices=("start", "console"), default="start")
    bench.add_argument("--rounds", type=int, default=7)
    bench.add_argument("--json", action="store_true")
