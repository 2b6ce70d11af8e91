"""The table at the end, the addresses to look at, and the last line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Console, Group
from rich.table import Table

_MOST_FAULTS = 20


def summary(verdict: Mapping[str, Any]) -> Group:
    """Tables per channel, per outcome, and of times."""
    return Group(_channels(verdict), _outcomes(verdict), _times(verdict))


def faults(verdict: Mapping[str, Any]) -> Iterator[str]:
    """What was wrong, the first twenty."""
    wrong = verdict["fouten"]
    yield from wrong[:_MOST_FAULTS]
    if len(wrong) > _MOST_FAULTS:
        yield f"… en nog {len(wrong) - _MOST_FAULTS}"


def print_addresses(console: Console, urls: Mapping[str, str]) -> None:
    """Where to look further."""
    table = Table.grid(padding=(0, 2))
    for name, url in urls.items():
        if name == "mailbox":
            table.add_row("postvak", url)
        elif name == "identity":
            table.add_row("inloggen (OIDC)", f"{url}/.well-known/openid-configuration")
        elif name.endswith("-api"):
            table.add_row(f"API van {name.removesuffix('-api')}", f"{url}/v1/openapi.json")
    console.print(table)


def last_line(verdict: Mapping[str, Any]) -> str:
    """The line by which the demo is judged."""
    return (
        f"demo: {verdict['meldingen']} meldingen, {verdict['afgerond']} afgerond, "
        f"{verdict['zoek']} zoek, {verdict['dubbel']} dubbel"
    )


def _channels(verdict: Mapping[str, Any]) -> Table:
    table = Table(title="Wat er binnenkwam", title_justify="left")
    table.add_column("kanaal")
    names = ("meldingen", "acuut", "herhaling", "weigering", "afgerond")
    for name in names:
        table.add_column(name, justify="right")
    for channel, counts in verdict["kanalen"].items():
        table.add_row(channel, *(str(counts.get(name, 0)) for name in names))
    return table


def _outcomes(verdict: Mapping[str, Any]) -> Table:
    table = Table("hoe het afliep", "aantal", title="Wat ervan werd", title_justify="left")
    table.columns[1].justify = "right"
    for name, count in verdict["uitkomsten"].items():
        table.add_row(name, str(count))
    table.add_section()
    answers = verdict["antwoorden"]
    for name, count in (
        ("aanbiedingen aan gemeenten", verdict["aanbiedingen"]),
        ("geweigerd door een gemeente", answers.get("geweigerd", 0)),
        ("geëscaleerd na stilte", verdict["geescaleerd"]),
        ("kwam bij een mens", verdict["bij een mens"]),
        ("dead letters", verdict["dead letters"]),
        ("terugkoppelingen aan partners", verdict["terugkoppelingen"]),
        ("mails aan melders", verdict["mails"]),
    ):
        table.add_row(name, str(count))
    return table


def _times(verdict: Mapping[str, Any]) -> Table:
    table = Table(title="Doorlooptijd vanaf verzenden, in seconden", title_justify="left")
    table.add_column("")
    for name in ("aanbod p50", "aanbod p95", "aanname p50", "aanname p95"):
        table.add_column(name, justify="right")
    for lane in ("acuut", "overig"):
        offer, taken = verdict["tot aanbod"].get(lane, {}), verdict["tot aanname"].get(lane, {})
        table.add_row(lane, *(str(t.get(p, "–")) for t in (offer, taken) for p in ("p50", "p95")))
    return table
