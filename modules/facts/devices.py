"""Block devices, their partitions, and the names by which /dev/disk knows them."""

import os
import re

from .files import content, names

LINKS = {"ids": "by-id", "uuids": "by-uuid", "labels": "by-label"}
UNITS = ("Bytes", "KB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB")


def collect(system, setting):
    """devices and device_links."""
    links = {kind: device_links(system, "/dev/disk/" + folder) for kind, folder in LINKS.items()}
    blocks = names(system, "/sys/block")
    links["masters"] = masters(system, blocks)
    wwns = {device: name[4:] for device, found in links["ids"].items() for name in found if name.startswith("wwn-")}
    facts = {}
    for block in blocks:
        fact = device(system, block, links)
        if block in wwns:
            fact["wwn"] = wwns[block]
        facts[block] = fact
    return {"devices": facts, "device_links": links}


def device_links(system, folder):
    """{device: sorted names of the links that point at it}."""
    found = {}
    for name in names(system, folder):
        found.setdefault(os.path.basename(system.readlink(folder + "/" + name)), []).append(name)
    return found


def masters(system, blocks):
    """{device: sorted names of the devices that are made of it}."""
    found = {}
    for block in blocks:
        for part in names(system, "/sys/block/%s/slaves" % block):
            found.setdefault(part, []).append(block)
    return found


def device(system, block, links):
    """One whole device."""
    path = os.path.normpath(os.path.join("/sys/block", system.readlink("/sys/block/" + block)))
    fact = {"virtual": 1, "links": links_of(links, block), "host": ""}
    for key in ("vendor", "model", "sas_address", "sas_device_handle"):
        fact[key] = content(system, "%s/device/%s" % (path, key))
    serial = content(system, path + "/device/serial")
    if serial is not None:
        fact["serial"] = serial
    fact["removable"] = content(system, path + "/removable")
    fact["rotational"] = content(system, path + "/queue/rotational")
    discards = content(system, path + "/queue/discard_max_hw_bytes") != "0"
    fact["support_discard"] = content(system, path + "/queue/discard_granularity") if discards else "0"
    scheduler = re.search(r"\[(.*)\]", content(system, path + "/queue/scheduler") or "")
    fact["scheduler_mode"] = scheduler.group(1) if scheduler else ""
    fact.update(extent(system, path))
    fact["holders"] = holders(system, path)
    fact["partitions"] = {name: partition(system, path + "/" + name, name, links)
                          for name in names(system, path) if re.match(re.escape(block) + r"p?\d+$", name)}
    return fact


def partition(system, path, name, links):
    """One partition."""
    uuids = links["uuids"].get(name)
    return dict(extent(system, path), links=links_of(links, name), start=content(system, path + "/start") or 0,
                uuid=uuids[0] if uuids else None, holders=holders(system, path))


def links_of(links, name):
    """The links of every kind to a device."""
    return {kind: found.get(name, []) for kind, found in links.items()}


def extent(system, path):
    """sectorsize, sectors and size; /sys counts in units of 512 bytes."""
    size = (content(system, path + "/queue/logical_block_size") or
            content(system, path + "/queue/hw_sector_size") or 512)
    sectors = int(content(system, path + "/size") or 0) * 512 // int(size)
    return {"sectorsize": size, "sectors": sectors, "size": human(sectors * int(size))}


def human(count):
    """Bytes in the largest unit that fits."""
    power = 0
    while power < len(UNITS) - 1 and count >= 1024 ** (power + 1):
        power += 1
    return "%.2f %s" % (count / 1024 ** power, UNITS[power])


def holders(system, path):
    """The device mapper's devices that use this one, by name."""
    found = [name for name in names(system, path + "/holders") if name.startswith("dm-")]
    return [content(system, "%s/holders/%s/dm/name" % (path, name)) or name for name in found]
