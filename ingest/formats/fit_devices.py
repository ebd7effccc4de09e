"""What recorded, and what measured: the device of a file and its sensors."""

from __future__ import annotations

from ingest.activity import Device, Sensor
from ingest.formats.fit_messages import Message, enumeration
from ingest.formats.fit_summary import FILE_ID, Messages

__all__ = ["device", "sensors"]

DEVICE_INFO = 23
_ANT, _BLE = enumeration("antplus_device_type"), enumeration("ble_device_type")
_BUILT_IN = enumeration("local_device_type")
# What a sensor may be, by how it is connected. Before devices named that there was ANT+ only,
# and what they had inside.
_SENSOR_KINDS: dict[str | None, dict[int, str]] = {
    "ant": _ANT,
    "antplus": _ANT,
    "bluetooth": _BLE,
    "bluetooth_low_energy": _BLE,
    "local": _BUILT_IN,
    None: _BUILT_IN | _ANT,
}
# What is listed beside sensors without measuring, or without saying what.
_NO_SENSORS = {
    "antfs", "control", "control_hub", "exd", "sensor_hub", "environment_sensor_legacy",
}  # fmt: skip
# One name for what the lists name differently.
_ONE_NAME = {
    "whr": "wrist_heart_rate", "stride_speed_distance": "foot_pod", "footpod": "foot_pod",
}  # fmt: skip


def device(messages: Messages) -> Device:
    """The device that recorded: from `file_id`, and its own entry among the devices."""
    created = next(iter(messages.get(FILE_ID, [])), Message(FILE_ID, {}))
    devices = messages.get(DEVICE_INFO, [])
    creator = next((m for m in devices if m.get("device_index") == 0), Message(DEVICE_INFO, {}))
    makers = [m for m in (created, creator) if m.get("manufacturer") is not None]
    manufacturer = makers[0].text("manufacturer") if makers else None
    names = (created.text("product_name"), creator.text("product_name"))
    product = next((name for name in names if name), None)
    if product is None and makers:
        product = _product(makers[0])
    software = creator.number("software_version")
    return Device(manufacturer, product, None if software is None else f"{software:.2f}")


def _product(message: Message) -> str | None:
    """The product as the list of its maker names it, else its number."""
    words = ("garmin_product", "favero_product", "product")
    return next((text for name in words if (text := message.text(name))), None)


def sensors(messages: Messages) -> tuple[Sensor, ...]:
    """What measured, beside the device or in it: each once, in the file's order."""
    found: dict[Sensor, None] = {}
    for message in messages.get(DEVICE_INFO, []):
        source = message.text("source_type")
        kind = _sensor_kind(message, source)
        built_in = source in {None, "local"} and message.get("device_index") == 0
        if kind is None or built_in:  # the device itself
            continue
        if source == "local":
            # Watches state here the parts of their firmware, with any maker at all.
            found[Sensor(kind, None, None, source)] = None
            continue
        names = message.text("product_name"), _product(message)
        product = next((name for name in names if name and not name.isdigit()), names[1])
        found[Sensor(kind, message.text("manufacturer"), product, source)] = None
    return tuple(found)


def _sensor_kind(message: Message, source: str | None) -> str | None:
    number = message.number("device_type")
    kind = None if number is None else _SENSOR_KINDS.get(source, {}).get(int(number))
    return None if kind in _NO_SENSORS else _ONE_NAME.get(kind or "", kind)
