"""Faults (awarie): what customers report, how dangerous it is, the states a case goes through, and who may move it.

A report (zgłoszenie) is one household's. An incident (awaria) is what the dispatcher works on: one or more reports of
the same fault. The state, the expected time and the dispatcher are the incident's; every report has one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from ibok_bot.domain.media import Spot

ENERGY_EMERGENCY = "991"
"""The operator's emergency line (pogotowie energetyczne): free, day and night."""
EMERGENCY = "112"


class Danger(StrEnum):
    """Whether the safety text comes before the form, and which numbers it names first."""

    NONE = "none"
    CALL_OPERATOR = "call_operator"
    """991"""
    FIRE = "fire"
    """991, and 112 for fire"""
    ASK = "ask"
    """it depends: the customer is asked whether something is damaged, hangs, sparks or burns"""


class Family(StrEnum):
    """Kinds that can have one and the same cause (pokrewne usterki)."""

    SUPPLY = "supply"
    """no voltage, or a bad one, for more than one household"""
    LINE = "line"
    """a wire, a pole, a tree on the line, sparks"""
    BOX = "box"
    STATION = "station"
    THEFT = "theft"
    LIGHT = "light"
    OWN = "own"
    """one household's alone: never joined with others by itself"""


class FaultKind(StrEnum):
    """The most common faults, in the order in which they are offered."""

    NO_POWER_FLAT = "no_power_flat"
    NO_POWER_BUILDING = "no_power_building"
    NO_POWER_AREA = "no_power_area"
    PHASE_LOSS = "phase_loss"
    FLICKER = "flicker"
    WIRE_DOWN = "wire_down"
    POLE = "pole"
    SPARKS = "sparks"
    CABINET = "cabinet"
    STATION_OPEN = "station_open"
    THEFT = "theft"
    TREE = "tree"
    STREET_LIGHT = "street_light"
    METER = "meter"
    OTHER = "other"

    @property
    def danger(self) -> Danger:
        """Whether people may come to harm."""
        return _DANGER.get(self, Danger.NONE)

    @property
    def is_dangerous(self) -> bool:
        """Whether the safety text comes before the form, and a reminder stays on every later page."""
        return self.danger in (Danger.CALL_OPERATOR, Danger.FIRE)

    @property
    def phones(self) -> tuple[str, ...]:
        """The numbers to call at once, the likeliest first; none where a report is enough."""
        return _PHONES[self.danger]

    @property
    def family(self) -> Family:
        """With which kinds it can have one cause."""
        return _FAMILY.get(self, Family.OWN)


_DANGER: Mapping[FaultKind, Danger] = {
    FaultKind.WIRE_DOWN: Danger.CALL_OPERATOR,
    FaultKind.POLE: Danger.CALL_OPERATOR,
    FaultKind.SPARKS: Danger.FIRE,
    FaultKind.CABINET: Danger.CALL_OPERATOR,
    FaultKind.STATION_OPEN: Danger.CALL_OPERATOR,
    FaultKind.THEFT: Danger.CALL_OPERATOR,
    FaultKind.TREE: Danger.CALL_OPERATOR,
    FaultKind.STREET_LIGHT: Danger.ASK,
    FaultKind.OTHER: Danger.ASK,
}
_PHONES: Mapping[Danger, tuple[str, ...]] = {
    Danger.NONE: (),
    Danger.CALL_OPERATOR: (ENERGY_EMERGENCY,),
    Danger.FIRE: (ENERGY_EMERGENCY, EMERGENCY),
    Danger.ASK: (ENERGY_EMERGENCY,),
}
_FAMILY: Mapping[FaultKind, Family] = {
    FaultKind.NO_POWER_BUILDING: Family.SUPPLY,
    FaultKind.NO_POWER_AREA: Family.SUPPLY,
    FaultKind.PHASE_LOSS: Family.SUPPLY,
    FaultKind.FLICKER: Family.SUPPLY,
    FaultKind.WIRE_DOWN: Family.LINE,
    FaultKind.POLE: Family.LINE,
    FaultKind.SPARKS: Family.LINE,
    FaultKind.TREE: Family.LINE,
    FaultKind.CABINET: Family.BOX,
    FaultKind.STATION_OPEN: Family.STATION,
    FaultKind.THEFT: Family.THEFT,
    FaultKind.STREET_LIGHT: Family.LIGHT,
}


class Status(StrEnum):
    """Open311's two words (GeoReport v2)."""

    OPEN = "open"
    CLOSED = "closed"


class Acting(StrEnum):
    """Whose turn it is."""

    SUPPLIER = "supplier"
    OPERATOR = "operator"
    CUSTOMER = "customer"
    NOBODY = "nobody"


class State(StrEnum):
    """How a fault stands."""

    NEW = "new"
    VERIFYING = "verifying"
    FORWARDED = "forwarded"
    """with the network operator"""
    SCHEDULED = "scheduled"
    IN_PROGRESS = "in_progress"
    RESOLVED = "resolved"
    """mended, as far as anybody knows: each reporter is asked whether it works again"""
    JOINED = "joined"
    """the reports went over to another incident"""
    NOT_NETWORK = "not_network"
    """it is in the customer's own installation"""
    NOT_OURS = "not_ours"
    """somebody else is in charge, named in the note"""
    WITHDRAWN = "withdrawn"

    @property
    def status(self) -> Status:
        """In Open311's words."""
        return Status.OPEN if self in _OPEN else Status.CLOSED

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self in _OPEN

    @property
    def acting(self) -> Acting:
        """Whose turn it is in this state."""
        return _ACTING[self]


class By(StrEnum):
    """From which side a case is moved."""

    DISPATCHER = "dispatcher"
    """one of the staff, the console, or a system of the supplier's with the right to write"""
    CUSTOMER = "customer"
    SYSTEM = "system"


_OPEN = frozenset({State.NEW, State.VERIFYING, State.FORWARDED, State.SCHEDULED, State.IN_PROGRESS})
OPEN_STATES = tuple(state for state in State if state in _OPEN)
_ACTING: Mapping[State, Acting] = {
    State.NEW: Acting.SUPPLIER,
    State.VERIFYING: Acting.SUPPLIER,
    State.FORWARDED: Acting.OPERATOR,
    State.SCHEDULED: Acting.OPERATOR,
    State.IN_PROGRESS: Acting.OPERATOR,
    State.RESOLVED: Acting.CUSTOMER,
    State.JOINED: Acting.NOBODY,
    State.NOT_NETWORK: Acting.CUSTOMER,
    State.NOT_OURS: Acting.NOBODY,
    State.WITHDRAWN: Acting.NOBODY,
}
_CLOSING = (State.RESOLVED, State.NOT_NETWORK, State.NOT_OURS)
_ON_THE_WAY = (State.VERIFYING, State.FORWARDED, State.SCHEDULED, State.IN_PROGRESS)
_ARROWS: Mapping[By, Mapping[State, tuple[State, ...]]] = {
    By.DISPATCHER: {
        State.NEW: (*_ON_THE_WAY, *_CLOSING, State.JOINED),
        State.VERIFYING: (*_ON_THE_WAY, *_CLOSING, State.JOINED),
        State.FORWARDED: (*_ON_THE_WAY, *_CLOSING, State.JOINED),
        State.SCHEDULED: (*_ON_THE_WAY, *_CLOSING, State.JOINED),
        State.IN_PROGRESS: (*_ON_THE_WAY, *_CLOSING, State.JOINED),
        State.RESOLVED: (State.VERIFYING, State.IN_PROGRESS),
        State.NOT_NETWORK: (State.VERIFYING,),
        State.NOT_OURS: (State.VERIFYING,),
    },
    By.CUSTOMER: {
        **dict.fromkeys(_OPEN, (State.WITHDRAWN,)),
        State.RESOLVED: (State.NEW,),
    },
    By.SYSTEM: dict.fromkeys(_OPEN, (State.WITHDRAWN,)),
}
"""A dispatcher's arrow from a state to itself tells another time or adds a note. What is not here cannot be done."""


def next_states(state: State, by: By) -> tuple[State, ...]:
    """Where it may go from here, the likeliest first."""
    return _ARROWS[by].get(state, ())


def may_move(state: State, into: State, by: By) -> bool:
    """Whether this side may do that."""
    return into in next_states(state, by)


@dataclass(frozen=True, slots=True)
class Area:
    """Where a fault is, as far as it is known; `incidents.same_area` compares two."""

    postcode: str = ""
    town: str = ""
    spot: Spot | None = None

    @property
    def is_known(self) -> bool:
        """Whether anything is known of it."""
        return bool(self.postcode or self.town or self.spot)

    @property
    def name(self) -> str:
        """As people are told of it; never a street, so that it can be said to neighbours."""
        words = f"{self.postcode} {self.town}".strip()
        return words or (f"{self.spot.latitude:.3f}, {self.spot.longitude:.3f}" if self.spot else "")


NOWHERE = Area()


class What(StrEnum):
    """What a line of a history tells."""

    FILED = "filed"
    MOVED = "moved"
    """into another state, or to another expected time"""
    NOTED = "noted"
    JOINED = "joined"
    """with another incident, which the line names"""
    SPLIT = "split"
    """from another incident, which the line names"""
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"
    """the customer says that it does not work"""
    WORKS = "works"
    """the customer says that it works again"""
    TAKEN = "taken"
    LEFT = "left"


class Done(StrEnum):
    """What came of changing a case."""

    DONE = "done"
    SAME = "same"
    """it stands so already, and nobody is told anything"""
    GONE = "gone"
    """there is no such report or incident, or it is another customer's"""
    MOVED_ON = "moved_on"
    """somebody else has changed it since it was shown"""
    NOT_ALLOWED = "not_allowed"
    """it cannot go from its state to that one"""
    NOT_SANE = "not_sane"
    """the expected time makes no sense, or is missing"""
