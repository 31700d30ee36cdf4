"""Which bank an account is at: the first digits of its sort code (numer rozliczeniowy), as of autumn 2026.

Source: the central bank's register of sort codes (EWIB). Names are short, as people know them.
"""

from __future__ import annotations

_BANKS = {
    "101": "Narodowy Bank Polski",
    "102": "PKO Bank Polski",
    "103": "Citi Handlowy",
    "105": "ING Bank Śląski",
    "106": "Alior Bank",
    "109": "Erste Bank Polska",
    "113": "Bank Gospodarstwa Krajowego",
    "114": "mBank",
    "116": "Bank Millennium",
    "124": "Bank Pekao",
    "128": "HSBC",
    "130": "Alior Bank",
    "132": "Bank Pocztowy",
    "137": "DNB Bank Polska",
    "144": "PKO Bank Polski",
    "146": "VeloBank",
    "147": "Bank Millennium",
    "150": "Erste Bank Polska",
    "154": "Bank Ochrony Środowiska",
    "156": "VeloBank",
    "160": "BNP Paribas Bank Polska",
    "161": "SGB-Bank",
    "168": "Plus Bank",
    "175": "BNP Paribas Bank Polska",
    "184": "Société Générale",
    "187": "Nest Bank",
    "188": "Deutsche Bank Polska",
    "191": "Erste Bank Polska",
    "193": "Bank Polskiej Spółdzielczości",
    "194": "Credit Agricole Bank Polska",
    "195": "Bank Pekao",
    "196": "Santander Consumer Bank",
    "200": "BNP Paribas Bank Polska",
    "203": "BNP Paribas Bank Polska",
    "212": "Santander Consumer Bank",
    "213": "Volkswagen Bank",
    "214": "CA Auto Bank",
    "215": "mBank Hipoteczny",
    "216": "Toyota Bank Polska",
    "219": "DNB Bank Polska",
    "234": "BNP Paribas Bank Polska",
    "235": "BNP Paribas",
    "236": "Danske Bank",
    "237": "SEB",
    "239": "CaixaBank",
    "247": "Haitong Bank",
    "248": "VeloBank",
    "249": "Alior Bank",
    "253": "Nest Bank",
    "254": "Citibank Europe",
    "256": "Nordea Bank",
    "287": "Bank Nowy",
    "291": "UniCredit",
    "298": "Trade Republic Bank",
}
_COOPERATIVE = range(800, 970)
_CREDIT_UNIONS = range(700, 800)


def bank_of(account: str) -> str | None:
    """The bank's name, by the account's 26 digits; None for one we do not know."""
    code = account[2:5]
    if code in _BANKS:
        return _BANKS[code]
    if code.isdigit() and int(code) in _COOPERATIVE:
        return "Bank Spółdzielczy"
    if code.isdigit() and int(code) in _CREDIT_UNIONS:
        return "SKOK"
    return None
