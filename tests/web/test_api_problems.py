"""Where a mistake is, said as a JSON pointer; and nothing long that came is said back."""

from __future__ import annotations

import msgspec
import pytest

from ibok_bot.web.api.problems import located


class Inner(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    slash: int = msgspec.field(default=0, name="a/b~c")


class Outer(msgspec.Struct):
    one: Inner
    many: list[Inner] = []
    named: dict[str, Inner] = {}


@pytest.mark.parametrize(
    ("source", "pointer"),
    [
        ('{"one":{"name":1}}', "#/one/name"),
        ('{"one":{"name":"x","a/b~c":"y"}}', "#/one/a~1b~0c"),
        ('{"one":{"name":"x"},"many":[{"name":"x"},{"name":null}]}', "#/many/1/name"),
        ('{"one":{"name":"x"},"named":{"k":{"name":null}}}', "#/named/-/name"),
        ('{"one":{"name":"x","` - at `$.evil`":1}}', "#/one"),
        ("[]", "#"),
    ],
)
def test_the_place_is_a_pointer(source: str, pointer: str) -> None:
    with pytest.raises(msgspec.ValidationError) as wrong:
        msgspec.json.decode(source, type=Outer)
    assert located(wrong.value)[1] == pointer


def test_nothing_long_is_said_back() -> None:
    with pytest.raises(msgspec.ValidationError) as wrong:
        msgspec.json.decode(f'{{"one":{{"name":"x","{"y" * 100_000}":1}}}}', type=Outer)
    assert len(located(wrong.value)[0]) == 200
