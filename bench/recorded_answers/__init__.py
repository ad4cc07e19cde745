"""Checks recorded answers of platforms against rules that are independent of their mappings."""
