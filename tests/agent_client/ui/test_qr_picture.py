import segno
from PySide6.QtWidgets import QApplication

from agent_client.ui.qr_picture import QrPicture, image

ADDRESS = "otpauth://totp/Muster:anna?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Muster"


def test_the_picture_has_each_module_of_the_code_and_a_margin_of_four(qt: QApplication) -> None:
    drawn = image(ADDRESS)
    code = segno.make(ADDRESS, micro=False, error="m")
    width = code.symbol_size(border=0)[0]
    assert drawn.width() == drawn.height() == width + 8
    rows = [bytes(row) for row in code.matrix_iter(border=0)]
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            assert (drawn.pixel(x + 4, y + 4) & 0xFFFFFF == 0) == bool(dark)
    assert all(drawn.pixel(x, y) & 0xFFFFFF == 0xFFFFFF for x in range(width + 8) for y in range(4))


def test_its_modules_are_whole_pixels_and_it_goes_with_the_address(qt: QApplication) -> None:
    picture = QrPicture("a picture")
    picture.show_address(ADDRESS)
    assert picture.pixmap().width() % image(ADDRESS).width() == 0
    assert picture.pixmap().width() <= picture.width()
    picture.show_address("")
    assert picture.pixmap().isNull()
    assert picture.accessibleName() == "a picture"
