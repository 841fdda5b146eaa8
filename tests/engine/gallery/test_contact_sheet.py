"""Pictures on one sheet."""

from PIL import Image

from engine.gallery.contact_sheet import GAP, sheet_of


def test_four_pictures_fill_two_rows_in_their_order() -> None:
    colors = ["red", "green", "blue", "black"]
    sheet = sheet_of([Image.new("RGB", (30, 20), color) for color in colors])
    assert sheet.size == (3 * 30 + 2 * GAP, 2 * 20 + GAP)
    places = [(5, 5), (35 + GAP, 5), (65 + 2 * GAP, 5), (5, 25 + GAP)]
    assert [sheet.getpixel(place) for place in places] == [(255, 0, 0), (0, 128, 0), (0, 0, 255), (0, 0, 0)]
    assert sheet.getpixel((40, 25 + GAP)) == (255, 255, 255)
