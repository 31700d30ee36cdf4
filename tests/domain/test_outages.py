"""Faults by their rules: dangers, states and who may move them, when reports are of one incident, expected times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ibok_bot.domain.expected_time import FURTHEST, Insane, kept, wrong
from ibok_bot.domain.incidents import (
    HAZARD_REACH,
    SUPPLY_REACH,
    WITHIN,
    Fault,
    are_one,
    distance,
    open_key,
    postcode_in,
    same_area,
)
from ibok_bot.domain.media import Spot
from ibok_bot.domain.outages import (
    Acting,
    Area,
    By,
    Danger,
    Family,
    FaultKind,
    State,
    Status,
    may_move,
    next_states,
)

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SPOTS = st.builds(Spot, st.integers(49_000_000, 54_900_000), st.integers(14_000_000, 24_200_000))
AREAS = st.builds(
    Area,
    st.sampled_from(["", "00-001", "00-950"]),
    st.sampled_from(["", "Warszawa", "warszawa", "Wołomin"]),
    st.none() | SPOTS,
)
FAULTS = st.builds(
    Fault, st.sampled_from(FaultKind), AREAS, st.integers(-50, 50).map(lambda h: NOW + timedelta(hours=h))
)
CLOSED = {State.RESOLVED, State.JOINED, State.NOT_NETWORK, State.NOT_OURS, State.WITHDRAWN}


@pytest.mark.parametrize(
    ("kind", "phones"),
    [
        (FaultKind.WIRE_DOWN, ("991",)),
        (FaultKind.SPARKS, ("991", "112")),
        (FaultKind.CABINET, ("991",)),
        (FaultKind.NO_POWER_AREA, ()),
        (FaultKind.METER, ()),
    ],
)
def test_a_danger_names_whom_to_call(kind: FaultKind, phones: tuple[str, ...]) -> None:
    assert kind.phones == phones
    assert kind.is_dangerous is bool(phones)


def test_dangers_are_those_of_the_list() -> None:
    dangerous = {kind for kind in FaultKind if kind.is_dangerous}
    assert dangerous == {
        FaultKind.WIRE_DOWN, FaultKind.POLE, FaultKind.SPARKS, FaultKind.CABINET, FaultKind.STATION_OPEN,
        FaultKind.THEFT, FaultKind.TREE,
    }  # fmt: skip
    assert {kind for kind in FaultKind if kind.danger is Danger.ASK} == {FaultKind.STREET_LIGHT, FaultKind.OTHER}


def test_open311_knows_each_state() -> None:
    assert {state for state in State if state.status is Status.CLOSED} == CLOSED
    assert {state for state in State if state.is_open} == set(State) - CLOSED
    assert State.FORWARDED.acting is Acting.OPERATOR
    assert State.NEW.acting is Acting.SUPPLIER
    assert State.RESOLVED.acting is Acting.CUSTOMER


@given(st.sampled_from(State), st.sampled_from(State), st.sampled_from(By))
def test_only_what_the_table_names_can_be_done(state: State, into: State, by: By) -> None:
    assert may_move(state, into, by) is (into in next_states(state, by))
    if into is State.NEW:
        assert not may_move(state, into, by) or (state, by) == (State.RESOLVED, By.CUSTOMER)
    if into is State.WITHDRAWN:
        assert may_move(state, into, by) is (state.is_open and by is not By.DISPATCHER)
    if state in {State.JOINED, State.WITHDRAWN}:
        assert not may_move(state, into, by)


def test_every_open_state_leads_to_an_end_and_every_state_can_be_reached() -> None:
    for state in (one for one in State if one.is_open):
        assert {State.RESOLVED, State.NOT_OURS, State.NOT_NETWORK} <= set(next_states(state, By.DISPATCHER))
    reached, todo = {State.NEW}, [State.NEW]
    while todo:
        here = todo.pop()
        fresh = {one for by in By for one in next_states(here, by)} - reached
        reached |= fresh
        todo += fresh
    assert reached == set(State)


@given(FAULTS, FAULTS)
def test_it_is_all_the_same_which_report_is_named_first(one: Fault, other: Fault) -> None:
    assert are_one(one, other) is are_one(other, one)
    if are_one(one, other):
        assert one.kind.family is other.kind.family
        assert one.kind.family is not Family.OWN
        assert abs(one.at - other.at) <= WITHIN


@given(FAULTS)
def test_a_report_is_of_one_incident_with_itself_where_its_place_is_known(one: Fault) -> None:
    assert are_one(one, one) is (one.kind.family is not Family.OWN and one.area.is_known)


@given(AREAS, AREAS)
def test_areas_are_compared_alike_from_both_sides(one: Area, other: Area) -> None:
    assert same_area(one, other) is same_area(other, one)


@given(st.sampled_from(FaultKind), st.sampled_from(FaultKind), AREAS, AREAS)
def test_whoever_shares_the_key_of_an_open_incident_is_of_it(
    kind: FaultKind, other: FaultKind, area: Area, place: Area
) -> None:
    key = open_key(kind, area)
    if key is not None and key == open_key(other, place):
        assert are_one(Fault(kind, area, NOW), Fault(other, place, NOW))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Area("00-001", "Warszawa"), Area("00-001", " warszawa"), True),
        (Area("00-001", "Warszawa"), Area("00-001"), True),
        (Area("05-200", "Wołomin"), Area("05-200", "Duczki"), False),
        (Area("00-001", "Warszawa"), Area("", "Warszawa"), False),
        (Area("", "Duczki"), Area("", "duczki"), True),
        (Area(), Area(), False),
        (Area("00-001"), Area(spot=Spot(52_230_000, 21_010_000)), False),
    ],
)
def test_what_is_not_known_to_be_near_is_far(one: Area, other: Area, *, same: bool) -> None:
    assert same_area(one, other) is same


def test_a_second_wire_some_streets_away_is_another_fault_but_the_power_is_gone_from_both() -> None:
    here, there = Spot(52_230_000, 21_010_000), Spot(52_235_000, 21_010_000)
    assert HAZARD_REACH < distance(here, there) < SUPPLY_REACH
    assert distance(here, there) == pytest.approx(556, abs=1)
    assert distance(here, here) == 0

    def together(kind: FaultKind) -> bool:
        return are_one(Fault(kind, Area(spot=here), NOW), Fault(kind, Area(spot=there), NOW))

    assert together(FaultKind.NO_POWER_AREA)
    assert not together(FaultKind.WIRE_DOWN)


@pytest.mark.parametrize(
    ("typed", "found"), [("ul. Cicha 1, 00-950 Warszawa", "00-950"), ("Cicha 1", ""), ("nr 123-4567", "")]
)
def test_a_typed_address_may_hold_a_postcode(typed: str, found: str) -> None:
    assert postcode_in(typed) == found


@pytest.mark.parametrize(
    ("state", "minutes", "what"),
    [
        (State.IN_PROGRESS, None, None),
        (State.SCHEDULED, None, Insane.MISSING),
        (State.IN_PROGRESS, 60, None),
        (State.IN_PROGRESS, 0, Insane.PAST),
        (State.IN_PROGRESS, -60, Insane.PAST),
        (State.IN_PROGRESS, 4, Insane.TOO_SOON),
        (State.IN_PROGRESS, 3 * 24 * 60, None),
        (State.IN_PROGRESS, 3 * 24 * 60 + 1, Insane.TOO_FAR),
        (State.SCHEDULED, 29 * 24 * 60, None),
        (State.SCHEDULED, 31 * 24 * 60, Insane.TOO_FAR),
        (State.RESOLVED, 60, Insane.NONE_HERE),
        (State.RESOLVED, None, None),
    ],
)
def test_a_promise_has_limits(state: State, minutes: int | None, what: Insane | None) -> None:
    expected = None if minutes is None else NOW + timedelta(minutes=minutes)
    assert wrong(state, expected, NOW) is what


@given(st.sampled_from(State), st.none() | st.integers(-9000, 90_000).map(lambda m: NOW + timedelta(minutes=m)))
def test_what_is_kept_may_be_said_again(state: State, before: datetime | None) -> None:
    still = kept(state, before, NOW)
    assert still in (None, before)
    assert still is None or (wrong(state, still, NOW) is None and state in FURTHEST)
