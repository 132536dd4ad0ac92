"""Pointers as Windows keeps them, to pixels that are premultiplied red, green, blue and alpha. Pure.

After https://learn.microsoft.com/windows/win32/api/winuser/ns-winuser-iconinfo
"""

_OPAQUE = 255


def from_colour(bgra: bytes, mask: bytes) -> bytes:
    """A colour pointer. `mask`: as many pixels, white where the screen shows through. Old ones have no other alpha."""
    alphas = bgra[3::4]
    if not any(alphas):
        alphas = bytes(0 if hidden else _OPAQUE for hidden in mask[0::4])
    rgba = bytearray(len(bgra))
    for channel, source in enumerate((2, 1, 0)):
        rgba[channel::4] = bytes(value * alpha // _OPAQUE for value, alpha in zip(bgra[source::4], alphas, strict=True))
    rgba[3::4] = alphas
    return bytes(rgba)


def from_monochrome(masks: bytes) -> bytes:
    """A pointer without colours: two masks, one below the other. The first hides the screen, the second inverts it.

    What inverts the screen is drawn black here: a picture that is drawn elsewhere cannot know what lies beneath.
    """
    half = len(masks) // 2
    rgba = bytearray(half)
    for at in range(0, half, 4):
        shows_screen, other = masks[at], masks[half + at]
        value = _OPAQUE if other and not shows_screen else 0
        alpha = _OPAQUE if other or not shows_screen else 0
        rgba[at : at + 4] = bytes((value, value, value, alpha))
    return bytes(rgba)
