"""Calls every address as every kind of visitor with every kind of id, and proves that no account reaches another."""
