from customer_client.capture.desktop import AT_MOST, Desktop, Monitor, View, read
from peer.picture import Area

LEFT = Monitor("DELL", Area(0, 0, 1920, 1080), primary=True)
RIGHT = Monitor("DELL", Area(1920, 0, 1280, 1024))
BEAMER = Monitor("Beamer", Area(0, -768, 1024, 768))
DESKTOP = Desktop(Area(0, -768, 3200, 1848), (LEFT, RIGHT, BEAMER))


def found(**more: object) -> dict[str, object]:
    return {"left": 0, "top": 0, "width": 100, "height": 50} | more


def test_the_desktop_is_read_with_its_monitors_and_their_names() -> None:
    read_one = read(
        [found(), found(name="DELL", output="DP-1", is_primary=True), found(output="eDP-1"), found(left=-5)]
    )

    area = Area(0, 0, 100, 50)
    assert read_one.area == area
    assert read_one.monitors == (
        Monitor("DELL", area, primary=True),
        Monitor("eDP-1", area),
        Monitor("", Area(-5, 0, 100, 50)),
    )


def test_a_monitor_cannot_have_any_name_and_there_are_not_any_number() -> None:
    desktop = read([found()] + [found(name=" \x1b[2J\u202e" + "a" * 100)] * 40)

    assert len(desktop.monitors) == AT_MOST
    assert desktop.monitors[0].name == "[2J" + "a" * 29


def test_all_is_shown_unless_a_monitor_is_wanted() -> None:
    assert (View(DESKTOP).area, View(DESKTOP).monitor) == (DESKTOP.area, None)
    assert (View(DESKTOP, RIGHT).area, View(DESKTOP, RIGHT).monitor) == (RIGHT.area, RIGHT)


def test_a_monitor_that_moved_is_found_by_its_name() -> None:
    moved = Monitor("Beamer", Area(3200, 0, 1920, 1080))

    assert View(Desktop(Area(0, 0, 5120, 1080), (LEFT, RIGHT, moved)), BEAMER).area == moved.area


def test_one_of_two_equal_monitors_that_moved_is_not_taken_for_the_other() -> None:
    swapped = Desktop(
        Area(0, 0, 3200, 1080), (Monitor("DELL", Area(1280, 0, 1920, 1080)), Monitor("DELL", Area(0, 0, 9, 9)))
    )

    assert View(swapped, RIGHT).area is None


def test_without_a_name_only_the_place_counts() -> None:
    nameless = Monitor("", Area(0, 0, 10, 10))

    assert Desktop(Area(0, 0, 20, 10), (Monitor("", Area(10, 0, 10, 10)),)).find(nameless) is None
    assert Desktop(Area(0, 0, 20, 10), (nameless,)).find(nameless) == nameless


def test_a_place_belongs_to_the_monitor_that_shows_it() -> None:
    assert DESKTOP.at(1920, 0) == RIGHT
    assert DESKTOP.at(5, -1) == BEAMER
    assert DESKTOP.at(3000, 1079) is None
