"""The drawings: every exercise has one, bodies keep their shape and their footing, the left is the right mirrored."""

from __future__ import annotations

import re
from itertools import pairwise
from math import atan2, cos, hypot, pi, radians, sin, sqrt
from xml.etree import ElementTree as ET

import pytest
import yaml

from plans.sheet.figures import body_map_svg, exercises, figure_alt, figure_svg
from plans.sheet.figures.angles import LENGTH, RADIUS, SEGMENTS, SHRUG, Body, CannotReach, Limb, Posture, body
from plans.sheet.figures.contact_sheet import contact_sheet, main
from plans.sheet.figures.draw import HEIGHT, WIDTH, started
from plans.sheet.figures.outline import BACK, FRONT, SITES, WORK
from plans.sheet.figures.poses import EXERCISES, LIBRARY, POSES, BadPose, Frame, Pose, pose, read, told_by

ALL = exercises()
TOLD = {each: told_by(EXERCISES / f"{each.replace('_', '-')}.yaml") for each in ALL}
FACTS = LIBRARY.parents[1] / "recommender" / "knowledge" / "facts"
SVG = "{http://www.w3.org/2000/svg}"
ALLOWED = {
    "aria-label", "cx", "cy", "d", "fill", "height", "r", "role", "rx", "ry", "scale", "stroke", "stroke-dasharray",
    "stroke-linecap", "stroke-linejoin", "stroke-width", "paint-order", "transform", "viewBox", "width", "x", "y",
    "font-family", "font-size", "font-weight", "text-anchor",
}  # fmt: skip

DRAWN = {"svg", "title", "g", "path", "rect", "circle"}


def frames(each: str) -> list[tuple[str, Frame]]:
    found = pose(each)
    return [(name, frame) for name, frame in (("start", found.start), ("end", found.end)) if frame]


FRAMES = [(each, name) for each in ALL for name, _ in frames(each)]


def frame_of(each: str, name: str) -> Frame:
    return dict(frames(each))[name]


# The library


def test_every_exercise_has_a_pose_and_every_pose_an_exercise() -> None:
    drawn = {path.stem.replace("-", "_") for path in POSES.glob("*.yaml")}

    assert drawn == set(ALL)
    assert len(ALL) >= 53


@pytest.mark.parametrize("each", ALL)
def test_a_pose_is_named_after_its_exercise(each: str) -> None:
    assert pose(each).id == each == TOLD[each]["id"]


@pytest.mark.parametrize("each", ALL)
def test_a_pose_says_nothing_twice(each: str) -> None:
    def check(node: yaml.Node) -> None:
        if isinstance(node, yaml.MappingNode):
            keys = [key.value for key, _ in node.value]
            assert len(keys) == len(set(keys)), keys
        for part in node.value if isinstance(node.value, list) else ():
            for one in part if isinstance(part, tuple) else (part,):
                check(one)

    check(yaml.compose((POSES / f"{each.replace('_', '-')}.yaml").read_text(), Loader=yaml.CSafeLoader))


@pytest.mark.parametrize("each", ALL)
def test_numbered_frames_are_numbered_as_the_steps(each: str) -> None:
    found = pose(each)
    steps = [frame.step for _, frame in frames(each)]

    if found.shows in ("beside", "stacked"):
        assert 1 <= steps[0] < steps[1] <= len(TOLD[each]["steps"])
    else:
        assert set(steps) == {None}


@pytest.mark.parametrize("each", ALL)
def test_what_moves_has_an_arrow_and_rest_has_none(each: str) -> None:
    arrows = [len(frame.arrows) for _, frame in frames(each)]
    rests = TOLD[each]["kind"] == "ease" or each == "mk_prone"

    assert max(arrows) <= 2
    assert (sum(arrows) == 0) == rests


@pytest.mark.parametrize("each", ALL)
def test_muscles_swell_out_two_at_most_and_none_in_nerve_slides(each: str) -> None:
    muscles = [frame.muscles for _, frame in frames(each)]

    assert all(len(some) <= 2 for some in muscles)
    assert all(muscle.bulge >= 3.5 for some in muscles for muscle in some)
    if each.startswith(("nv_slider", "nv_tension")):
        assert not any(muscles)
    if TOLD[each]["dose"] == "dt-stretch":
        assert any(muscles)


# Bodies


def check_limbs(posture: Posture, made: Body) -> None:
    for side in ("near", "far"):
        for limb, names in (("", ("thigh", "shin", "foot")), ("_arm", ("upper", "fore"))):
            told: Limb = getattr(posture, side + limb)
            for n, name in enumerate(names):
                first, last = made.ends(f"{side}_{name}")
                long = hypot(last[0] - first[0], last[1] - first[1])
                seen = told.bones[n].seen if told.bones else told.seen[n] if told.seen else 1.0
                if told.holds is not None and told.elbow == 0:
                    assert long <= LENGTH[name] + 0.01
                else:
                    assert long == pytest.approx(LENGTH[name] * seen, abs=0.01), f"{side} {name}"
                    assert 0 < seen <= 1


@pytest.mark.parametrize(("each", "name"), FRAMES)
def test_limbs_keep_their_length(each: str, name: str) -> None:
    frame = frame_of(each, name)

    for posture in (frame.posture, *frame.persons):
        check_limbs(posture, body(posture))


@pytest.mark.parametrize(("each", "name"), FRAMES)
def test_hands_are_where_they_hold_and_shoulders_glide_little(each: str, name: str) -> None:
    posture = frame_of(each, name).posture
    made = body(posture)
    rest = body(Posture(**{**fields_of(posture), "near_arm": HANGING, "far_arm": HANGING}))

    for side in ("near", "far"):
        arm: Limb = getattr(posture, f"{side}_arm")
        if arm.holds is None:
            assert made[f"{side}_shoulder"] == rest[f"{side}_shoulder"]
            continue
        x, y = arm.holds
        if isinstance(x, str):
            first, last = made.ends(x)
            x, y = first[0] + (last[0] - first[0]) * y, first[1] + (last[1] - first[1]) * y
        assert made[f"{side}_hand"] == pytest.approx((x, y), abs=0.2)
        moved = [a - b for a, b in zip(made[f"{side}_shoulder"], rest[f"{side}_shoulder"], strict=True)]
        assert hypot(*moved) <= SHRUG


HANGING = Limb(joints=(0.0, 0.0))


def fields_of(posture: Posture) -> dict[str, object]:
    return {name: getattr(posture, name) for name in Posture.__slots__}


def lowest(made: Body) -> dict[str, float]:
    """The lowest point of the flesh about each joint."""
    radius = {"hip": RADIUS["trunk"], "head": RADIUS["head"]}
    joints = {last for _, last in SEGMENTS.values()} | {"hip"} - {"shoulder"}
    return {
        joint: made[joint][1] - radius.get(joint, RADIUS.get(joint.partition("_")[2], RADIUS["trunk"]))
        for joint in joints - {"shoulder"}
    }


def seen_from_above(frame: Frame) -> bool:
    return any(thing["kind"] == "above" for thing in frame.things)


HANGS = {"fl_hip_edge": "near_", "ql_side_lie": "near_"}
ON_SOMETHING_ELSE = {"wk_bike_recline"}


@pytest.mark.parametrize(("each", "name"), FRAMES)
def test_nobody_sinks_into_the_floor_or_floats(each: str, name: str) -> None:
    frame = frame_of(each, name)
    if seen_from_above(frame) or each in ON_SOMETHING_ELSE:
        return
    heights = {
        joint: low - frame.floor
        for joint, low in lowest(body(frame.posture)).items()
        if not joint.startswith(HANGS.get(each, "nothing"))
    }

    assert -1.1 <= min(heights.values()) <= 1.1, heights


@pytest.mark.parametrize(("each", "name"), FRAMES)
def test_feet_stand_and_backs_lie(each: str, name: str) -> None:
    frame = frame_of(each, name)
    position = TOLD[each]["position"]
    if seen_from_above(frame):
        return
    heights = {joint: low - frame.floor for joint, low in lowest(body(frame.posture)).items()}
    if position in ("standing", "seated", "half_kneeling") and each not in ON_SOMETHING_ELSE:
        flat = [side for side in ("near", "far") if max(heights[f"{side}_ankle"], heights[f"{side}_toe"]) < 2.8]
        assert flat, heights
    if position == "standing":
        assert 36 < heights["hip"] < 46
    if position == "seated":
        assert heights["hip"] > 15
    if position in ("supine", "prone") and each != "cs_bridge" and name == "end":
        assert heights["hip"] < 3, heights
    if position == "supine":
        assert heights["head"] < 1 or each == "nv_slider_supine_small"


@pytest.mark.parametrize("each", [each for each in ALL if pose(each).pin])
def test_what_is_pinned_stays_put(each: str) -> None:
    found = pose(each)
    end = body(found.end.posture)

    assert started(found)[found.pin] == pytest.approx(end[found.pin])


def test_a_hand_that_cannot_reach_says_so() -> None:
    leg = Limb(joints=(0.0, 0.0, 0.0))

    with pytest.raises(CannotReach, match="near arm"):
        body(Posture(trunk=(90, 0, 0), near=leg, far=leg, near_arm=Limb(holds=(90.0, 0.0)), far_arm=HANGING))


# Pictures


def parsed(text: str) -> ET.Element:
    return ET.fromstring(text)


@pytest.mark.parametrize("each", ALL)
def test_a_drawing_is_small_plain_and_named(each: str) -> None:
    for side in ("left", "right", "both"):
        text = figure_svg(each, side)
        root = parsed(text)

        assert len(text.encode()) <= 6_000
        assert root.find(f"{SVG}title").text == TOLD[each]["name"]
        assert root.get("aria-label") == figure_alt(each, side)
        assert root.get("aria-label").startswith(TOLD[each]["alt"])
        assert root.get("role") == "img"
        assert {name for element in root.iter() for name in element.attrib} <= ALLOWED
        assert {element.tag.removeprefix(SVG) for element in root.iter()} <= DRAWN


@pytest.mark.parametrize("each", ALL)
def test_the_same_bytes_every_time(each: str) -> None:
    first = figure_svg(each, "left")
    figure_svg.cache_clear()
    pose.cache_clear()

    assert figure_svg(each, "left") == first


@pytest.mark.parametrize("each", ALL)
def test_everything_is_inside_the_frame_and_fills_it(each: str) -> None:
    for side in ("left", "right"):
        points = extent(parsed(figure_svg(each, side)))
        xs, ys = [x for x, _ in points], [y for _, y in points]

        assert 0 <= min(xs) <= max(xs) <= WIDTH
        assert 0 <= min(ys) <= max(ys) <= HEIGHT
        assert max(xs) - min(xs) > 0.85 * WIDTH or max(ys) - min(ys) > 0.85 * HEIGHT


@pytest.mark.parametrize("each", [each for each in ALL if pose(each).sides == "one"])
def test_the_left_is_the_right_mirrored(each: str) -> None:
    """Frame by frame: the same shapes turned over where they stand, numbers upright."""
    right, left = (parsed(figure_svg(each, side)) for side in ("right", "left"))
    pairs = list(zip(right.findall(f"{SVG}g"), left.findall(f"{SVG}g"), strict=True))

    assert pairs
    for one, other in pairs:
        assert [ET.tostring(part) for part in one] == [ET.tostring(part) for part in other]
        here, there = (placing(group.get("transform", "")) for group in (one, other))
        assert here[0] == -there[0] > 0
        assert here[1:2] + here[3:] == there[1:2] + there[3:]
    outside = [[ET.tostring(part) for part in root.findall(f"{SVG}path")] for root in (right, left)]
    assert outside[0] == outside[1]


@pytest.mark.parametrize("each", [each for each in ALL if pose(each).sides != "one"])
def test_what_has_no_side_is_never_turned(each: str) -> None:
    assert figure_svg(each, "left") == figure_svg(each, "right") == figure_svg(each, "both")


def test_the_words_name_the_side() -> None:
    assert figure_alt("hs_9090_neutral", "left").endswith(" Shown for the left leg.")
    assert figure_alt("hs_9090_neutral").endswith(" The other side is the same.")
    assert figure_alt("mv_cat_camel", "left") == TOLD["mv_cat_camel"]["alt"]


def test_an_unknown_exercise_or_side_is_refused() -> None:
    with pytest.raises(LookupError, match="no_such"):
        figure_svg("no_such")
    with pytest.raises(ValueError, match="upside"):
        figure_svg("wk_walk", "upside")


LYING = {"hip": 0, "knee": 0}
PLAIN = {"trunk": [180, 0, 0], "near": LYING, "far": LYING, "near_arm": {"shoulder": 0, "elbow": 0}}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"colour": "red"}, "what is 'colour'"),
        ({"view": "below"}, "view is one of"),
        ({"start": PLAIN}, "unless it shows one picture"),
        ({"end": {**PLAIN, "near": {"hip": 0, "knee": 0, "toes": 1}}}, "what is 'toes'"),
        ({"end": {"trunk": [180, 0, 0]}}, "near is missing"),
        ({"end": {**PLAIN, "things": [{"kind": "sofa"}]}}, "no such thing"),
        ({"end": {**PLAIN, "near_arm": {"holds": ["near_wing", 0.5]}}}, "no segment near_wing"),
    ],
)
def test_a_misspelt_pose_is_refused(change: dict[str, object], says: str) -> None:
    told = {"id": "x", "view": "side", "sides": "one", "shows": "one", "end": PLAIN, **change}

    with pytest.raises(BadPose, match=says):
        read(told, "x.yaml")


def test_a_plain_pose_is_read() -> None:
    found = read({"id": "x", "view": "side", "sides": "one", "shows": "one", "end": PLAIN}, "x.yaml")

    assert isinstance(found, Pose)
    assert body(found.end.posture)["head"] == pytest.approx((-40.2, 0))


# The map of the body


def values_of(fact: str) -> set[str]:
    facts = (each for path in FACTS.glob("[a-z]*.yaml") for each in told_by(path)["facts"])
    return set(next(each["values"] for each in facts if each["id"] == fact)) - {"none"}


def test_the_map_knows_every_region_area_and_site() -> None:
    regions = {each["id"] for each in told_by(LIBRARY / "regions.yaml")["regions"]}

    assert set(WORK) == regions
    assert set(FRONT) | set(BACK) == values_of("numb_regions")
    assert set(SITES) == values_of("pain_sites")


@pytest.mark.parametrize("name", ["spleen", "hs_step"])
def test_the_map_refuses_what_is_not_on_it(name: str) -> None:
    for told in ({"worked": {name: 5}}, {"avoid": [name]}, {"pain": [name]}, {"numb": [name]}):
        with pytest.raises(LookupError, match=name):
            body_map_svg(**told)
    with pytest.raises(ValueError, match="middle"):
        body_map_svg(side="middle")


def full_map(side: str) -> str:
    return body_map_svg({"hamstrings": 8, "calf": 4}, ["knee_back"], ["foot"], side, numb=["shin"])


def test_the_map_is_plain_small_and_the_same_every_time() -> None:
    text = full_map("left")
    root = parsed(text)

    assert text == full_map("left")
    assert len(text.encode()) <= 16_000
    assert {name for element in root.iter() for name in element.attrib} <= ALLOWED
    assert [element.text for element in root.iter(f"{SVG}text")].count("avoid") == 1
    assert {"8", "4", "Front", "Back", "Left", "Right"} <= {element.text for element in root.iter(f"{SVG}text")}


def test_everything_on_the_map_is_inside_its_frame() -> None:
    for side in ("left", "right", "both"):
        root = parsed(body_map_svg(dict.fromkeys(WORK, 12), list(FRONT | BACK), list(SITES), side, numb=["foot"]))
        points = extent(root)

        assert min(min(each) for each in points) >= 0
        assert max(x for x, _ in points) <= 100
        assert max(y for _, y in points) <= 113


def tinted(text: str) -> list[tuple[float, float]]:
    return [
        point
        for element in parsed(text).iter(f"{SVG}path")
        if element.get("fill") == "#c2dade"
        for point in path_points(element.get("d", ""))
    ]


def test_the_left_of_the_back_is_on_the_left_of_the_picture() -> None:
    """The back shows the client from behind; the front looks at us, so there the left is on the right."""
    back, front = {"hamstrings": 8}, {"tfl_itb": 5}

    assert max(x for x, _ in tinted(body_map_svg(back, side="left"))) < 74
    assert min(x for x, _ in tinted(body_map_svg(back, side="right"))) > 74
    assert min(x for x, _ in tinted(body_map_svg(front, side="left"))) > 26
    assert max(x for x, _ in tinted(body_map_svg(front, side="right"))) < 26
    assert min(x for x, _ in tinted(body_map_svg({"contralateral": 5}, side="left"))) >= 74


def test_the_words_of_the_map_can_be_another_language() -> None:
    text = body_map_svg({}, labels={"front": "Vorn & so"}, words="Nichts")

    assert "Vorn &amp; so" in text
    assert 'aria-label="Nichts"' in text


# The contact sheet


def test_the_contact_sheet_shows_all_twice(tmp_path: pytest.TempPathFactory) -> None:
    out = tmp_path / "sheet.svg"

    assert main([str(out)]) == 0
    assert main([]) == 2
    root = parsed(out.read_text())
    assert out.read_text() == contact_sheet()
    assert len(root.findall(f"{SVG}svg")) == 2 * len(ALL)
    assert "#14212b" in out.read_text()


def test_the_kept_picture_of_it_is_small() -> None:
    picture = LIBRARY.parents[1] / "docs" / "pictures" / "contact-sheet.png"

    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_size < 400_000


# Reading SVG back, on our own


def placing(told: str) -> tuple[float, float, float, float, float, float]:
    """What a transform does to a point, as the six numbers of a matrix."""
    turn = re.search(r"rotate\(([-\d.]+) ([-\d.]+) ([-\d.]+)\)", told)
    if turn:
        angle, x, y = (float(each) for each in turn.groups())
        c, s = cos(radians(angle)), sin(radians(angle))
        return c, -s, x - x * c + y * s, s, c, y - x * s - y * c
    shift = re.search(r"translate\(([-\d.]+) ([-\d.]+)\)", told)
    scale = re.search(r"scale\(([-\d.]+)(?: ([-\d.]+))?\)", told)
    wide, high = (float(scale[1]), float(scale[2] or scale[1])) if scale else (1.0, 1.0)
    x, y = (float(shift[1]), float(shift[2])) if shift else (0.0, 0.0)
    return wide, 0.0, x, 0.0, high, y


def extent(element: ET.Element) -> list[tuple[float, float]]:
    """Corners of everything below, strokes and all but for white edges."""
    found = [point for child in element for point in extent(child)] or own_corners(element)
    if "transform" not in element.attrib:
        return found
    a, b, c, d, e, f = placing(element.attrib["transform"])
    return [(a * x + b * y + c, d * x + e * y + f) for x, y in found]


def own_corners(element: ET.Element) -> list[tuple[float, float]]:
    number = {name: float(element.get(name, 0)) for name in ("x", "y", "width", "height", "cx", "cy", "r", "rx", "ry")}
    kind = element.tag.removeprefix(SVG)
    if kind == "rect":
        points = [(number["x"], number["y"]), (number["x"] + number["width"], number["y"] + number["height"])]
    elif kind in ("circle", "ellipse"):
        wide, high = number["r"] or number["rx"], number["r"] or number["ry"]
        points = [(number["cx"] - wide, number["cy"] - high), (number["cx"] + wide, number["cy"] + high)]
    elif kind == "path":
        points = path_points(element.get("d", ""))
    elif kind == "text":
        half = 0.3 * float(element.get("font-size")) * len(element.text)
        points = [(number["x"] - half, number["y"]), (number["x"] + half, number["y"])]
    else:
        return []
    seen = element.get("stroke") not in (None, "#ffffff")
    half = float(element.get("stroke-width", 0)) / 2 * seen
    return [(x + dx, y + dy) for x, y in points for dx in (-half, half) for dy in (-half, half)]


def path_points(d: str) -> list[tuple[float, float]]:
    """Points along a path: ends of lines, and curves at small steps."""
    found: list[tuple[float, float]] = []
    here, control = (0.0, 0.0), None
    for letter, rest in re.findall(r"([MLAQqtCVHhZ])([^MLAQqtCVHhZ]*)", d):
        told = [float(each) for each in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", rest)]
        if letter in "ML":
            here = told[0], told[1]
        elif letter in "VHh":
            here = {"V": (here[0], *told), "H": (*told, here[1]), "h": (here[0] + sum(told), here[1])}[letter]
        elif letter == "A":
            found += arc_points(here, told)
            here = told[5], told[6]
        elif letter in "Qqt":
            base = (0.0, 0.0) if letter == "Q" else here
            if letter == "t":
                control = (2 * here[0] - control[0], 2 * here[1] - control[1])
            else:
                control = base[0] + told[0], base[1] + told[1]
            end = base[0] + told[-2], base[1] + told[-1]
            found += [bezier((here, control, end), n / 10) for n in range(11)]
            here = end
        elif letter == "C":
            some = [here, *zip(told[::2], told[1::2], strict=True)]
            found += [bezier(some, n / 10) for n in range(11)]
            here = some[-1]
        found.append(here)
    return found


def bezier(points: list[tuple[float, float]] | tuple[tuple[float, float], ...], t: float) -> tuple[float, float]:
    some = list(points)
    while len(some) > 1:
        some = [(a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t) for a, b in pairwise(some)]
    return some[0]


def arc_points(start: tuple[float, float], told: list[float]) -> list[tuple[float, float]]:
    """Along a circular arc, as SVG reads it."""
    radius, big, sweep, end = told[0], bool(told[3]), bool(told[4]), (told[5], told[6])
    half = hypot(end[0] - start[0], end[1] - start[1]) / 2
    radius = max(radius, half)
    middle = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    if not half:
        return [start]
    off = sqrt(radius**2 - half**2) * (1 if big == sweep else -1)
    along = (end[0] - start[0]) / (2 * half), (end[1] - start[1]) / (2 * half)
    centre = middle[0] + along[1] * off, middle[1] - along[0] * off
    first, last = (atan2(each[1] - centre[1], each[0] - centre[0]) for each in (start, end))
    span = (last - first) % (2 * pi)
    span = span if sweep else span - 2 * pi
    return [
        (centre[0] + radius * cos(first + span * n / 12), centre[1] + radius * sin(first + span * n / 12))
        for n in range(13)
    ]
