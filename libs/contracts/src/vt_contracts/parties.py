"""The partner systems and parties that this release knows by name.

A registry entry may only become active for a party whose topics and rights exist, so they are made
from this list, first.
"""

from __future__ import annotations

from vt_contracts.codes import Kanaal

PARTNERS: dict[str, Kanaal] = {
    "politie-limburg": Kanaal.POLITIE,
    "politie-oost-brabant": Kanaal.POLITIE,
    "jgz-zuid-limburg": Kanaal.PROFESSIONAL,
    "website-veilig-thuis": Kanaal.BURGER,
    "procesregie-zuid-limburg": Kanaal.PROCESREGISSEUR,
    "vt-noord-en-midden-limburg": Kanaal.ANDERE_REGIO,
}
"""Partner systems that publish meldingen, with the channel that follows from who they are."""

GEMEENTEN: dict[str, str] = {
    "GM0882": "Landgraaf",
    "GM0888": "Beek",
    "GM0899": "Brunssum",
    "GM0917": "Heerlen",
    "GM0928": "Kerkrade",
    "GM0935": "Maastricht",
    "GM0938": "Meerssen",
    "GM0965": "Simpelveld",
    "GM0971": "Stein",
    "GM0981": "Vaals",
    "GM0986": "Voerendaal",
    "GM0994": "Valkenburg aan de Geul",
    "GM1729": "Gulpen-Wittem",
    "GM1883": "Sittard-Geleen",
    "GM1903": "Eijsden-Margraten",
    "GM1954": "Beekdaelen",
}
"""The sixteen gemeenten of Zuid-Limburg by CBS code."""

PARTIES: tuple[str, ...] = tuple(code.lower() for code in GEMEENTEN)
"""Who can receive an overdracht, as their principal and topics are named: `gm0935`."""
