"""What recorded and what measured: sensors by whatever radio, and where the heart rate is from."""

import csv

import fit_bytes as fb
import pytest

from ingest import read_activity
from ingest.activity import Sensor
from ingest.formats import read

GARMIN, TACX, COROS, WAHOO, HAMMERHEAD, FAVERO = 1, 89, 294, 32, 289, 263
ANT_PLUS, BLUETOOTH, LOCAL = 1, 3, 5
HEART_RATE, POWER, STRIDE_SENSOR = 120, 11, 124
WRIST, GPS = 10, 0
EDGE_530, FENIX_7, BROADCASTING_WATCH, HRM_DUAL = 3121, 3906, 255, 3299


def listed(*devices, maker=GARMIN, product=FENIX_7, product_name=b"", beats=True):
    """A recording that lists these: (index, type, source, manufacturer, product, name)."""
    created = [(0, 1, fb.ENUM), (1, 2, fb.UINT16), (2, 2, fb.UINT16), (8, 20, fb.STRING)]
    created = fb.table(0, fb.FILE_ID, created, [[4, maker, product, product_name]])
    fields = [fb.TIMESTAMP, (0, 1, fb.UINT8), (1, 1, fb.UINT8), (25, 1, fb.ENUM)]
    fields += [(2, 2, fb.UINT16), (4, 2, fb.UINT16), (27, 12, fb.STRING)]
    rows = [
        [fb.START, *device, *[None, None, None, None, b""][len(device) - 1 :]] for device in devices
    ]
    records = fb.records() if beats else fb.table(2, fb.RECORD, [fb.TIMESTAMP], [[fb.START]])
    return read(fb.fit(created, fb.table(3, 23, fields, rows), records, fb.session()), "a test")


@pytest.mark.parametrize(
    ("device", "sensor"),
    [
        ((1, HEART_RATE, ANT_PLUS, GARMIN, HRM_DUAL), "heart_rate garmin hrm_dual antplus"),
        ((1, 1, BLUETOOTH), "heart_rate - - bluetooth_low_energy"),
        ((1, 2, BLUETOOTH), "bike_power - - bluetooth_low_energy"),
        ((1, POWER, ANT_PLUS, FAVERO, 12), "bike_power favero_electronics assioma_duo antplus"),
        ((1, STRIDE_SENSOR, ANT_PLUS), "foot_pod - - antplus"),
        ((1, 6, BLUETOOTH), "foot_pod - - bluetooth_low_energy"),
        ((1, HEART_RATE, ANT_PLUS, WAHOO, 7, b"TICKR"), "heart_rate wahoo_fitness TICKR antplus"),
        # A name of digits says less than the maker's list of products.
        ((1, HEART_RATE, ANT_PLUS, GARMIN, 255, b"255"), "heart_rate garmin OHR antplus"),
        # Before devices named the radio.
        ((1, HEART_RATE, None), "heart_rate - - -"),
        ((1, WRIST, None), "wrist_heart_rate - - -"),
        # Of what is built in, maker and product are those of firmware, or nonsense.
        ((1, WRIST, LOCAL, 23_704, 9), "wrist_heart_rate - - local"),
        ((1, GPS, LOCAL, GARMIN), "gps - - local"),
    ],
)
def test_a_sensor_is_named_by_the_list_of_its_radio(device, sensor):
    facts = (None if fact == "-" else fact for fact in sensor.split())
    assert listed(device).sensors == (Sensor(*facts),)


@pytest.mark.parametrize(
    "device",
    [
        (0, 4, LOCAL, GARMIN),
        (0, 1, None, GARMIN),
        (1, 12, LOCAL),
        (1, 8, LOCAL),
        (1, None, ANT_PLUS),
    ],
)
def test_the_device_itself_and_what_does_not_measure_are_no_sensors(device):
    assert listed(device).sensors == ()


def test_a_sensor_that_is_listed_again_counts_once():
    strap = (1, HEART_RATE, ANT_PLUS, GARMIN, HRM_DUAL)
    found = listed(strap, (2, POWER, ANT_PLUS), strap)
    assert [sensor.kind for sensor in found.sensors] == ["heart_rate", "bike_power"]
    assert found.has_power_meter
    assert not listed(strap).has_power_meter


@pytest.mark.parametrize(
    ("devices", "sensor"),
    [
        ([(1, WRIST, LOCAL)], "optical"),
        ([(1, WRIST, LOCAL), (2, HEART_RATE, ANT_PLUS, GARMIN, HRM_DUAL)], "strap"),
        ([(1, 1, BLUETOOTH)], "strap"),
        # A watch that sends on what it measures at the wrist.
        ([(1, HEART_RATE, ANT_PLUS, GARMIN, BROADCASTING_WATCH)], "optical"),
        ([], None),
    ],
)
def test_heart_rate_is_from_a_strap_if_one_is_listed_else_from_the_wrist(devices, sensor):
    assert listed(*devices).heart_rate_sensor == sensor


@pytest.mark.parametrize(
    ("device", "sensor"),
    [
        ({"product": EDGE_530}, "strap"),
        ({"maker": WAHOO, "product_name": b"ELEMNT ROAM"}, "strap"),
        ({"maker": WAHOO, "product_name": b"ELEMNT RIVAL"}, None),  # a watch
        ({"maker": HAMMERHEAD, "product_name": b"Karoo 2"}, "strap"),
        ({"maker": COROS, "product_name": b"COROS DURA"}, "strap"),
        ({"maker": COROS, "product_name": b"COROS PACE 3"}, None),
    ],
)
def test_a_bike_computer_can_only_listen_to_a_strap(device, sensor):
    assert listed(**device).heart_rate_sensor == sensor


def test_without_heart_rate_nothing_measured_it():
    assert listed((1, HEART_RATE, ANT_PLUS), beats=False).heart_rate_sensor is None


@pytest.mark.parametrize(
    ("device", "sensor", "kinds"),
    [
        ("garmin fr265_large", "optical", {"wrist_heart_rate"}),
        ("2025-05-09_hammerhead-karoo-2", "strap", {"heart_rate", "bike_power"}),
        ("garmin-edge-820", "optical", {"heart_rate", "bike_speed_cadence"}),
        ("garmin-fenix5x", "strap", {"heart_rate", "foot_pod"}),
        ("garmin vivo_smart_hr", "optical", {"wrist_heart_rate"}),
        ("coros-pace-3", None, set()),
    ],
)
def test_sensors_of_real_recordings_are_told_apart(corpus, device, sensor, kinds):
    manifest = (corpus / "manifest.csv").read_text(encoding="utf-8").splitlines()
    activities = (row for row in csv.DictReader(manifest) if "notactivity" not in row["file"])
    file = next(r["file"] for r in activities if device in f"{r['device']} {r['file']}")
    found = read_activity(corpus / file)
    assert found.heart_rate_sensor == sensor
    assert kinds <= {s.kind for s in found.sensors}
