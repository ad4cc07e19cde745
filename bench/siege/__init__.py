"""Measures what an honest athlete notices while somebody else attacks the install."""
