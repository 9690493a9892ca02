"""The administration of wards, one room a noun."""

from wards.admin import catalogue, units

__all__ = ["catalogue", "units"]
