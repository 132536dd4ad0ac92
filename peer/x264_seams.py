"""x264 itself, by its public interface (x264.h), from the library that PyAV brings along.

WORKAROUND: where one constant quantizer is told for each picture, x264 spares itself the estimate of what the picture
will cost: a third of its processor time. FFmpeg hands on a constant quantizer once, when the codec is opened
(`encode()` in libavcodec/libx264.c leaves `x264_picture_t.i_qpplus1` alone). To be removed when it takes one with each
frame. docs/upstream/ffmpeg-quantizer-of-a-picture.md

The structures below are those of one build of x264; the functions of another do not even have the same names. Whether
they fit is looked at each time a codec is opened: what x264 wrote has to stand where we read. Who gets
`X264SeamBroken` uses FFmpeg's way in.
"""

import ctypes
import weakref
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import av

from peer import beneath
from peer.picture import BLOCK

BUILD: Final = 165
_CONSTANT: Final = b"\1"  # X264_MBINFO_CONSTANT
_ANYWHERE: Final = b"\0"
_AUTOMATIC, _KEYFRAME = 0, 1  # X264_TYPE_AUTO, X264_TYPE_IDR


class X264SeamBroken(RuntimeError):
    """x264 is another one than this seam was cut for, or does not do what was asked."""


def _fields(kind: type, names: str) -> list[tuple[str, type]]:
    return [(name, kind) for name in names.split()]


class _Vui(ctypes.Structure):
    _fields_ = _fields(
        ctypes.c_int, "sar_height sar_width overscan vidformat fullrange colorprim transfer colmatrix chroma_loc"
    )


class _Analysis(ctypes.Structure):
    _fields_ = (
        *_fields(ctypes.c_uint, "intra inter"),
        *_fields(ctypes.c_int, "transform_8x8 weighted_pred weighted_bipred direct_mv_pred chroma_qp_offset"),
        *_fields(ctypes.c_int, "me_method me_range mv_range mv_range_thread subpel_refine chroma_me"),
        *_fields(ctypes.c_int, "mixed_references trellis fast_pskip dct_decimate noise_reduction"),
        *_fields(ctypes.c_float, "psy_rd psy_trellis"),
        *_fields(ctypes.c_int, "psy mb_info mb_info_update deadzone_inter deadzone_intra psnr ssim"),
    )


class _Parameters(ctypes.Structure):
    """x264_param_t, as far as we look into it."""

    _fields_ = (
        ("cpu", ctypes.c_uint32),
        *_fields(ctypes.c_int, "threads lookahead_threads sliced_threads deterministic cpu_independent sync_lookahead"),
        *_fields(ctypes.c_int, "width height csp bitdepth level_idc frame_total nal_hrd"),
        ("vui", _Vui),
        *_fields(ctypes.c_int, "frame_reference dpb_size keyint_max keyint_min scenecut_threshold intra_refresh"),
        *_fields(ctypes.c_int, "bframe bframe_adaptive bframe_bias bframe_pyramid open_gop bluray_compat"),
        *_fields(ctypes.c_int, "avcintra_class avcintra_flavor deblocking_filter deblocking_alpha deblocking_beta"),
        *_fields(ctypes.c_int, "cabac cabac_init_idc interlaced constrained_intra cqm_preset"),
        ("cqm_file", ctypes.c_char_p),
        ("cqm_4", ctypes.c_uint8 * 64),
        ("cqm_8", ctypes.c_uint8 * 256),
        *_fields(ctypes.c_void_p, "log log_private"),
        *_fields(ctypes.c_int, "log_level full_recon"),
        ("dump_yuv", ctypes.c_char_p),
        ("analysis", _Analysis),
        ("rest", ctypes.c_uint8 * 4096),  # larger than all that follows
    )


class _Image(ctypes.Structure):
    _fields_ = (
        *_fields(ctypes.c_int, "csp planes"),
        ("stride", ctypes.c_int * 4),
        ("plane", ctypes.c_void_p * 4),
    )


class _Picture(ctypes.Structure):
    """x264_picture_t, with x264_image_properties_t, x264_hrd_t and x264_sei_t in it."""

    _fields_ = (
        *_fields(ctypes.c_int, "type quantizer_plus_1 pic_struct keyframe"),
        *_fields(ctypes.c_int64, "pts dts"),
        ("param", ctypes.c_void_p),
        ("image", _Image),
        *_fields(ctypes.c_void_p, "quant_offsets quant_offsets_free mb_info mb_info_free"),
        *_fields(ctypes.c_double, "ssim psnr_avg psnr_y psnr_u psnr_v crf_avg"),
        *_fields(ctypes.c_double, "cpb_initial_arrival_time cpb_final_arrival_time cpb_removal_time dpb_output_time"),
        ("num_payloads", ctypes.c_int),
        *_fields(ctypes.c_void_p, "payloads sei_free opaque"),
    )


class _Nal(ctypes.Structure):
    _fields_ = (
        *_fields(ctypes.c_int, "ref_idc type long_startcode first_mb last_mb size"),
        ("payload", ctypes.c_void_p),
        ("padding", ctypes.c_int),
    )


class Plane(NamedTuple):
    """Where the rows of one colour lie."""

    address: int
    line_size: int


def library(beside: Path = Path(av.__file__).parent.parent) -> ctypes.CDLL:
    """x264, as PyAV's own FFmpeg uses it. Raises `X264SeamBroken` when it is not there, or of another build."""
    try:
        x264 = beneath.library("x264", beside)
    except beneath.SeamBroken as fault:
        raise X264SeamBroken(str(fault)) from fault
    if not hasattr(x264, f"x264_encoder_open_{BUILD}"):
        raise X264SeamBroken(f"PyAV's own x264 is not of build {BUILD}")
    x264.x264_encoder_open_165.argtypes, x264.x264_encoder_open_165.restype = [ctypes.c_void_p], ctypes.c_void_p
    x264.x264_encoder_encode.argtypes = [ctypes.c_void_p] * 5
    x264.x264_encoder_close.argtypes, x264.x264_encoder_close.restype = [ctypes.c_void_p], None
    x264.x264_encoder_parameters.argtypes, x264.x264_encoder_parameters.restype = [ctypes.c_void_p] * 2, None
    x264.x264_encoder_reconfig.argtypes = [ctypes.c_void_p] * 2
    x264.x264_param_cleanup.argtypes, x264.x264_param_cleanup.restype = [ctypes.c_void_p], None
    x264.x264_param_default_preset.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p]
    x264.x264_param_parse.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p]
    x264.x264_param_apply_profile.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
    x264.x264_picture_init.argtypes, x264.x264_picture_init.restype = [ctypes.c_void_p], None
    return x264


class Handle:
    """An open codec."""

    def __init__(
        self, x264: ctypes.CDLL, size: tuple[int, int], colours: int, profile: str, parameters: Iterable[str]
    ) -> None:
        """`colours`: X264_CSP_. `parameters`: as on x264's command line, `name=value`. Raises `X264SeamBroken`."""
        check_pictures(x264)
        given = _Parameters()
        place = ctypes.byref(given)
        x264.x264_param_default_preset(place, b"ultrafast", b"zerolatency")
        _tell(x264, given, parameters)
        check(given, dict(parameter.split("=") for parameter in parameters))
        (given.width, given.height), given.csp = size, colours
        given.analysis.mb_info = 1
        x264.x264_param_apply_profile(place, profile.encode())
        self._x264, self._colours = x264, colours
        self._handle = x264.x264_encoder_open_165(place)
        x264.x264_param_cleanup(place)
        if not self._handle:
            raise X264SeamBroken("x264 could not be opened")
        weakref.finalize(self, x264.x264_encoder_close, self._handle)

    def turn(self, parameters: Iterable[str]) -> None:
        """From the next picture on, some of how it searches and chooses is another. Raises `X264SeamBroken`."""
        now = _Parameters()
        self._x264.x264_encoder_parameters(self._handle, ctypes.byref(now))
        _tell(self._x264, now, parameters)
        if self._x264.x264_encoder_reconfig(self._handle, ctypes.byref(now)) != 0:
            raise X264SeamBroken("x264 does not change in mid-stream")

    def encode(
        self, planes: Sequence[Plane], pts: int, quantizer: int, hints: bytearray | None, *, keyframe: bool
    ) -> bytes:
        """The coded picture, with start codes. `hints`: one byte for each macroblock. Raises `X264SeamBroken`."""
        picture, coded = _Picture(), _Picture()
        picture.type, picture.quantizer_plus_1 = _KEYFRAME if keyframe else _AUTOMATIC, quantizer + 1
        picture.pts, picture.image.csp, picture.image.planes = pts, self._colours, len(planes)
        for number, (address, line_size) in enumerate(planes):
            picture.image.plane[number], picture.image.stride[number] = address, line_size
        if hints is not None:
            picture.mb_info = ctypes.addressof((ctypes.c_uint8 * len(hints)).from_buffer(hints))
        nals, count = ctypes.POINTER(_Nal)(), ctypes.c_int()
        size = self._x264.x264_encoder_encode(
            self._handle, ctypes.byref(nals), ctypes.byref(count), ctypes.byref(picture), ctypes.byref(coded)
        )
        if size <= 0 or coded.pts != pts:
            raise X264SeamBroken("x264 gave no picture for the one it was given")
        return ctypes.string_at(nals[0].payload, size)


def _tell(x264: ctypes.CDLL, given: _Parameters, parameters: Iterable[str]) -> None:
    for name, _, value in (parameter.partition("=") for parameter in parameters):
        if x264.x264_param_parse(ctypes.byref(given), name.encode(), value.encode()) != 0:
            raise X264SeamBroken(f"x264 does not know {name}={value}")


def hints(size: tuple[int, int], changed: Sequence[tuple[int, int, int, int]]) -> bytearray:
    """What `Handle.encode` wants to know: nothing changed but in these areas (left, top, width, height)."""
    columns, rows = -(-size[0] // BLOCK), -(-size[1] // BLOCK)
    said = bytearray(_CONSTANT) * (columns * rows)
    for left, top, width, height in changed:
        first, end = left // BLOCK, min(columns, -(-(left + width) // BLOCK))
        for row in range(top // BLOCK, min(rows, -(-(top + height) // BLOCK))):
            said[row * columns + first : row * columns + end] = _ANYWHERE * (end - first)
    return said


def check(given: _Parameters, meant: Mapping[str, str]) -> None:
    """Raises `X264SeamBroken` when x264 wrote what it was told elsewhere than we look for it."""
    analysis = given.analysis
    read = {
        "threads": given.threads,
        "keyint": given.keyint_max if meant.get("keyint") != "infinite" else "infinite",
        "cabac": given.cabac,
        "log": given.log_level,
        "merange": analysis.me_range,
        "chroma-qp-offset": analysis.chroma_qp_offset,
        # On either side of what is set by us:
        "psy": analysis.psy,
        "deadzone-inter": analysis.deadzone_inter,
        "deadzone-intra": analysis.deadzone_intra,
    }
    wrong = [name for name, value in read.items() if name in meant and str(value) != meant[name]]
    if wrong:
        raise X264SeamBroken(f"x264's parameters lie elsewhere: {', '.join(wrong)}")


def check_pictures(x264: ctypes.CDLL) -> None:
    """Raises `X264SeamBroken` when a picture is not as large as we think: x264 clears a new one."""
    room = (ctypes.c_uint8 * (2 * ctypes.sizeof(_Picture)))(*[255] * (2 * ctypes.sizeof(_Picture)))
    x264.x264_picture_init(room)
    if bytes(room).rstrip(b"\xff").strip(b"\0") or bytes(room).count(0) != ctypes.sizeof(_Picture):
        raise X264SeamBroken("x264's pictures are of another size")
