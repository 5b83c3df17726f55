"""What the firmware says about the machine."""

from .files import content

FOLDER = "/sys/devices/virtual/dmi/id/"
FILES = {
    "bios_date": "bios_date", "bios_vendor": "bios_vendor", "bios_version": "bios_version",
    "board_asset_tag": "board_asset_tag", "board_name": "board_name", "board_serial": "board_serial",
    "board_vendor": "board_vendor", "board_version": "board_version", "chassis_asset_tag": "chassis_asset_tag",
    "chassis_serial": "chassis_serial", "chassis_vendor": "chassis_vendor", "chassis_version": "chassis_version",
    "form_factor": "chassis_type", "product_name": "product_name", "product_serial": "product_serial",
    "product_uuid": "product_uuid", "product_version": "product_version", "system_vendor": "sys_vendor",
}
# System Management BIOS reference (DSP0134), 7.4.1: chassis types by number.
CHASSIS = (
    "Unknown", "Other", "Unknown", "Desktop", "Low Profile Desktop", "Pizza Box", "Mini Tower", "Tower", "Portable",
    "Laptop", "Notebook", "Hand Held", "Docking Station", "All In One", "Sub Notebook", "Space-saving", "Lunch Box",
    "Main Server Chassis", "Expansion Chassis", "Sub Chassis", "Bus Expansion Chassis", "Peripheral Chassis",
    "RAID Chassis", "Rack Mount Chassis", "Sealed-case PC", "Multi-system", "CompactPCI", "AdvancedTCA", "Blade",
    "Blade Enclosure", "Tablet", "Convertible", "Detachable", "IoT Gateway", "Embedded PC", "Mini PC", "Stick PC",
)


def collect(system, setting):
    """bios_*, board_*, chassis_*, product_*, system_vendor and form_factor; NA for what is not told."""
    facts = {fact: content(system, FOLDER + file) or "NA" for fact, file in FILES.items()}
    number = facts["form_factor"]
    if number.isdigit():
        known = int(number) < len(CHASSIS)
        facts["form_factor"] = CHASSIS[int(number)] if known else "unknown (%s)" % number
    return facts
