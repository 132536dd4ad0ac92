"""The XFIXES requests for regions that python-xlib has not got: which rectangles a region is made of.

After https://gitlab.freedesktop.org/xorg/proto/xorgproto/-/blob/master/fixesproto.txt, sections 7 and 8.
"""

import struct
from collections.abc import Iterable
from typing import Any

from Xlib.ext import xfixes
from Xlib.protocol import rq

from peer.picture import Area

_RECTANGLE = "=hhHH"


class _CreateRegion(rq.Request):
    _request = rq.Struct(
        rq.Card8("opcode"),
        rq.Opcode(5),
        rq.RequestLength(),
        rq.Card32("region"),
    )


class _FetchRegion(rq.ReplyRequest):
    _request = rq.Struct(rq.Card8("opcode"), rq.Opcode(19), rq.RequestLength(), rq.Card32("region"))
    _reply = rq.Struct(
        rq.ReplyCode(),
        rq.Pad(1),
        rq.Card16("sequence_number"),
        rq.ReplyLength(),
        rq.Pad(24),
        rq.Binary("rectangles"),
    )


class Region:
    """A region at the X server, empty at first."""

    def __init__(self, display: Any) -> None:
        """`display` is a connection to a server with XFIXES. Any: python-xlib adds its extensions at run time."""
        display.xfixes_query_version()
        self._display = display.display
        self._opcode = self._display.get_extension_major(xfixes.extname)
        self.id = self._display.allocate_resource_id()
        _CreateRegion(display=self._display, opcode=self._opcode, region=self.id)

    def fetch(self) -> Iterable[Area]:
        """What it is made of, once the server has done all that was asked before."""
        reply = _FetchRegion(display=self._display, opcode=self._opcode, region=self.id)
        return map(Area._make, struct.iter_unpack(_RECTANGLE, reply.rectangles))
