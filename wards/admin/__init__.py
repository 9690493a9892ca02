"""The administration of wards, one room a noun."""

from wards.admin import catalogue

__all__ = ["catalogue"]
