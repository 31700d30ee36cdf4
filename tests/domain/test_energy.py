"""Energy: whole watt-hours, never rounded in silence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ibok_bot.domain.energy import Energy

energies = st.builds(Energy, st.integers(0, 10**15))


@given(energies)
def test_kilowatt_hours_and_back(energy: Energy) -> None:
    assert Energy.of(energy.kwh) == energy
    assert Energy.of(str(energy.kwh)) == energy


@pytest.mark.parametrize("kwh", ["0.0001", "1.2345", "NaN"])
def test_finer_than_a_watt_hour_is_refused(kwh: str) -> None:
    with pytest.raises(ValueError, match=r"0\.001 kWh"):
        Energy.of(kwh)


@given(energies, energies, st.integers(1, 100))
def test_arithmetic(one: Energy, other: Energy, multiplier: int) -> None:
    assert one + other - other == one
    assert (one + other) * multiplier == one * multiplier + other * multiplier
    assert Energy.of(5) * 40 == Energy(200_000)
