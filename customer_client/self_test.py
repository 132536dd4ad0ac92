"""What a built program checks about itself: that everything it will need is in it, and nothing that it must not have.

It opens no window, touches no network, and leaves nothing. The builds in `release/` run it, and throw a file away that
fails.
"""

import importlib
import importlib.util
import sys
import tkinter as tk
from collections.abc import Mapping, Sequence
from typing import Final

import av

from customer_client.ui.texts import KEY_HEADING
from peer.certificate import Certificate
from peer.patched import PatchedStream
from peer.picture import Area
from peer.steady import SteadyX264
from peer.tls import trusting_nobody
from peer.x264 import X264, EncoderSettings
from peer.x264_seams import library

PASSED, FAILED = 0, 1
NEEDED: Final = (
    "aiortc",
    "ssl",
    "customer_client.app",
    "customer_client.button.here",
    "customer_client.capture.camera",
    "customer_client.ui.window",
    "peer.connection",
)
NEEDED_ON: Final[Mapping[str, Sequence[str]]] = {
    "linux": ("customer_client.injection.x11", "customer_client.injection.x11_listening"),
    "win32": (
        "customer_client.injection.pynput_doors",
        "customer_client.injection.windows_input",
        "customer_client.capture.windows_sight",
    ),
    "darwin": ("customer_client.injection.pynput_doors", "customer_client.capture.mac_sight"),
}
NEVER: Final = ("numpy", "PySide6", "nacl", "pyrage", "obstore", "sqlalchemy", "evdev", "pytest")


def run(platform: str = sys.platform, never: Sequence[str] = NEVER) -> int:
    """All checks; what failed is said on standard error."""
    faults = [*missing([*NEEDED, *NEEDED_ON[platform]]), *unwanted(never), *_works()]
    for fault in faults:
        sys.stderr.write(f"self-test: {fault}\n")
    return FAILED if faults else PASSED


def missing(modules: Sequence[str]) -> list[str]:
    """Those that cannot be imported, each with the reason."""
    found = []
    for name in modules:
        try:
            importlib.import_module(name)
        except ImportError as fault:
            found.append(f"{name}: {fault}")
    return found


def unwanted(modules: Sequence[str]) -> list[str]:
    """Those that are there although they make the file large, or must not be on a customer's computer."""
    return [f"{name} is in it" for name in modules if importlib.util.find_spec(name)]


def _works() -> list[str]:
    """The parts that are libraries of the system's kind: codec, certificate, TLS, the toolkit's scripts."""
    codec = X264(64, 64, EncoderSettings())
    picture = av.VideoFrame(64, 64, "yuv444p")
    packet = codec.encode(picture, 0, keyframe=True)
    steady = SteadyX264(64, 64, EncoderSettings(), library())
    stream = PatchedStream((64, 64), EncoderSettings(), library())
    sharp = stream.codecs(steady.encode(picture, 0, quantizer=28, keyframe=True))
    toolkit = tk.Tcl()
    german, english = KEY_HEADING["de"], KEY_HEADING["en"]
    said = toolkit.eval(f"string length {{{german}}}")
    results = {
        "the codec made no picture": packet.size > 0,
        "the codec for fast lines made no picture": sharp.size > 0,
        "the codec for small changes made no picture": stream.patch(picture, 1, [Area(0, 0, 8, 8)]) is not None,
        "there is no certificate": bool(Certificate.generate().fingerprint),
        "everybody is trusted": trusting_nobody().check_hostname,
        "the toolkit counts wrong": said == str(len(german)),
        "German and English say the same": german != english,
    }
    return [fault for fault, fine in results.items() if not fine]
