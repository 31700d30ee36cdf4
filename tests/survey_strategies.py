"""Any survey, and any answer that fits a question of it."""

from __future__ import annotations

from hypothesis import strategies as st

from ibok_bot.domain.surveys import (
    END,
    NPS,
    SCALE,
    Answer,
    Free,
    Multiple,
    Nps,
    Option,
    Picked,
    Question,
    Rated,
    Scale,
    Single,
    Skipped,
    Span,
    Survey,
    Words,
    Written,
)

_LABELS = st.sampled_from([Words("a"), Words("b ą", "b", "б"), Words("o" * 60)])


@st.composite
def surveys(draw: st.DrawFn) -> Survey:
    """With branches of every kind; each leads on, as the file's reader makes sure of."""
    size = draw(st.integers(1, 7))
    return Survey("walk", Words("S"), tuple(_question(draw, place, size) for place in range(size)))


def _question(draw: st.DrawFn, place: int, size: int) -> Question:
    leads = st.sampled_from(["", "", END, *(f"q{later}" for later in range(place + 1, size))])
    name, words, required = f"q{place}", Words("?"), draw(st.booleans())
    kind = draw(st.sampled_from(["single", "multiple", "scale", "nps", "text"]))
    options = st.lists(
        st.builds(Option, _LABELS, leads),
        min_size=2,
        max_size=4,
    ).map(tuple)
    match kind:
        case "single":
            return Single(name, words, draw(options), required, draw(leads))
        case "multiple":
            return Multiple(name, words, draw(options), required, draw(leads))
        case "scale":
            return Scale(name, words, (Span(1, 2, draw(leads) or END), Span(4, 4, draw(leads) or END)), required)
        case "nps":
            return Nps(name, words, (Span(0, 6, draw(leads) or END),), required, draw(leads))
    return Free(name, words, required, draw(leads))


@st.composite
def given_to(draw: st.DrawFn, question: Question) -> Answer:
    """An answer that fits."""
    if not question.required and draw(st.booleans()):
        return Skipped()
    match question:
        case Single(options=options):
            return Picked((draw(st.integers(0, len(options) - 1)),))
        case Multiple(options=options):
            places = st.sets(st.integers(0, len(options) - 1), min_size=1)
            return Picked(tuple(sorted(draw(places))))
        case Scale():
            return Rated(draw(st.sampled_from(SCALE)))
        case Nps():
            return Rated(draw(st.sampled_from(NPS)))
    return Written(draw(st.text("abc ą", min_size=1).filter(str.strip)))
