"""Which centre is nearest."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from actions.directory.models import BookingMode, Centre

EARTH_RADIUS_KM = 6371.0088

# Immigration-office shops decide on people's files: they are shown for information, never offered as help.
NOT_SUPPORT = frozenset({"aima_shop"})


@dataclass(frozen=True)
class NearCentre:
    """A centre and how far it is as the crow flies: from the place asked for to its building or municipality."""

    centre: Centre
    km: float


def nearest(
    territory: str,
    lat: float,
    lon: float,
    service: str | None = None,
    language: str | None = None,
    bookable: bool | None = None,
    limit: int = 3,
) -> list[NearCentre]:
    """The nearest active centres of a territory to a point in degrees, nearest first.

    `service`: only centres that offer it; without it, every support centre but no immigration-office shop.
    `language`: only centres known to speak it. `bookable`: True for those Farol books, False for the others.
    Centres without coordinates are left out.
    """
    rows = _rows(territory, bookable)
    suited = [row for row in rows if _suits(row, service, language)]
    scored = ((distance_km(lat, lon, row["lat"], row["lon"]), row["id"]) for row in suited)
    best = heapq.nsmallest(limit, scored)
    centres = Centre.objects.in_bulk([centre_id for _, centre_id in best])
    return [NearCentre(centres[centre_id], km) for km, centre_id in best]


def booked_in() -> frozenset[str]:
    """The territories with an active centre that Farol books and can find."""
    rows = Centre.objects.filter(active=True, booking_mode=BookingMode.OWN, lat__isnull=False, lon__isnull=False)
    return frozenset(rows.values_list("territory", flat=True).distinct())


def distance_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Great-circle distance in kilometres between two points in degrees (haversine)."""
    phi, other_phi = radians(lat), radians(other_lat)
    half_lat, half_lon = (other_phi - phi) / 2, radians(other_lon - lon) / 2
    root = sin(half_lat) ** 2 + cos(phi) * cos(other_phi) * sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(root)))


def _rows(territory: str, bookable: bool | None) -> Iterable[dict]:
    rows = Centre.objects.filter(territory=territory, active=True, lat__isnull=False, lon__isnull=False)
    if bookable is not None:
        rows = rows.filter(booking_mode=BookingMode.OWN) if bookable else rows.exclude(booking_mode=BookingMode.OWN)
    return rows.values("id", "kind", "lat", "lon", "offers", "languages")


def _suits(row: dict, service: str | None, language: str | None) -> bool:
    if language is not None and language not in row["languages"]:
        return False
    return service in row["offers"] if service is not None else row["kind"] not in NOT_SUPPORT
