import pytest
from gpxpy.geo import distance
from hypothesis import given
from hypothesis import strategies as st

from activities.parsers.geometry import is_position, length_between

latitudes, longitudes, steps = st.floats(-89, 89), st.floats(-179, 179), st.floats(-1, 1)


@given(latitudes, longitudes, steps, steps)
def test_lengths_equal_those_of_gpxpy(latitude, longitude, north_by, east_by):
    place = latitude, longitude, latitude + north_by, longitude + east_by

    assert length_between(*place) == pytest.approx(distance(*place[2:], None, *place[:2], None), rel=1e-9, abs=1e-6)


@pytest.mark.parametrize("place", [(0, 0), (-0.0, 0.0), (91, 0), (1, 181), (float("nan"), 8), (8, float("inf"))])
def test_a_place_that_is_not_on_earth_is_no_position(place):
    assert not is_position(*place)
    assert is_position(0, 1e-7)
