from customer_client.capture.cursor_pixels import from_colour, from_monochrome

WHITE, BLACK = b"\xff\xff\xff\x00", bytes(4)


def test_a_colour_pointer_keeps_its_alpha_and_is_premultiplied() -> None:
    half_blue, red = bytes((200, 0, 0, 128)), bytes((0, 0, 255, 255))

    assert from_colour(half_blue + red, BLACK * 2) == bytes((0, 0, 100, 128)) + bytes((255, 0, 0, 255))


def test_without_alpha_the_mask_says_what_can_be_seen() -> None:
    green = bytes((0, 255, 0, 0))

    assert from_colour(green + green, BLACK + WHITE) == bytes((0, 255, 0, 255)) + bytes(4)


def test_two_masks_make_black_white_nothing_and_for_inverted_black() -> None:
    hides, inverts = BLACK + BLACK + WHITE + WHITE, BLACK + WHITE + BLACK + WHITE

    assert from_monochrome(hides + inverts) == b"\x00\x00\x00\xff" + b"\xff" * 4 + bytes(4) + b"\x00\x00\x00\xff"
