"""Synthetic people of a region, and how melders write about them. Nobody is real; a seed fixes all.

Frequent surnames are as frequent as in the Netherlands (roughly one in two hundred is called De
Jong) with a long tail behind; families live at addresses, with twins, with parents and children who
share names; people move and take each other's names. `Scribe` writes a mention with the errors that
typists make. Shares no code with what links them.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from random import Random

SURNAMES = (
    "de Jong:86 Jansen:75 de Vries:73 van den Berg:60 van Dijk:58 Bakker:57 Janssen:56 Visser:51 "
    "Smit:44 Meijer:41 de Boer:40 Mulder:38 de Groot:37 Bos:36 Vos:31 Peters:31 Hendriks:30 "
    "van Leeuwen:29 Dekker:28 Brouwer:26 de Wit:25 Dijkstra:24 Smits:24 de Graaf:22 "
    "van der Meer:22 van der Linden:21 Kok:21 Jacobs:21 de Haan:20 Vermeulen:20 van den Heuvel:20 "
    "van der Veen:20 van den Broek:19 de Bruijn:19 de Bruin:10 van der Heijden:19 Schouten:18 "
    "van Beek:18 Willems:18 van Vliet:17 van de Ven:17 Hoekstra:17 Maas:17 Verhoeven:17 Koster:17 "
    "van Dam:17 Prins:16 Blom:16 Huisman:16 Peeters:16 de Jonge:15 Kuipers:15 van Veen:15 "
    "Kuiper:15 Veenstra:15 Kramer:15 van den Brink:15 Scholten:15 van Wijk:15 Postma:14 Martens:14 "
    "Vink:14 Timmermans:13 Groen:13 Gerritsen:13 Jonker:13 Yılmaz:13 van Loon:13 Willemsen:12 "
    "van der Velden:12 de Leeuw:12 Evers:12 Mohamed:12 Ali:12 Hermans:12 Sanders:12 Schippers:11 "
    "Kaya:10 Demir:9 Nguyen:9 Singh:9 El Idrissi:7 Öztürk:7 Şahin:7 Çelik:7 Bouzid:5 Nowak:8 "
    "Kowalski:5 Müller:6 Schmitz:8 Smeets:14 Claessens:8 Vroomen:6 Dohmen:6 Crutzen:4 Bours:4 "
    "Hassan:8 Ahmed:8 Khan:6 Pérez:3 Fernandes:5 da Silva:6 Andrić:3 Özdemir:5 Yıldız:5 IJzerman:3"
)
HEADS = (
    "Berg Bos Brug Dal Dijk Hof Hoek Kamp Kerk Kool Land Lind Meer Molen Noord Oost Put Raad Rijk "
    "Roos Schaap Stee Steen Terp Tuin Veld Voort Water West Wijn Wolf Zand Zee Zuid Boom Beek Gras "
    "Haag Hil Hout Kwak Laan Mans Nij Oude Paal Riet Slot Tol Vaar Weide Ast Bloem Eik Els Grave"
)
TAILS = (
    "s man mans huis huizen stra sma ing ink inga ema kamp veld berg hof haar horst broek meijer "
    "ers sen boer bakker link maat molen es aert dam dorp graaf rade voort wijk"
)
FIRST_V = (
    "Maria:60 Johanna:34 Anna:33 Elisabeth:20 Cornelia:18 Wilhelmina:13 Catharina:11 Petronella:8 "
    "Emma:12 Sophie:12 Julia:11 Mila:9 Tess:9 Sara:12 Anouk:8 Lisa:14 Laura:11 Sanne:11 Kim:9 "
    "Fatima:11 Aïcha:6 Naima:4 Zeynep:4 Elif:4 Monique:10 Esther:10 Linda:13 Ingrid:9 Petra:9 "
    "Yvonne:9 Marloes:6 Femke:7 Noor:6 Lotte:8 Eva:11 Iris:7 Roos:5 Fleur:7 Zoë:5 Chloé:3 Nina:7 "
    "Hanna:5 Hannah:5 Isa:5 Lieke:7 Maud:5 Saar:6 Ewa:3 Agnieszka:3 Katarzyna:3 Samira:4 Khadija:4 "
    "Helena:7 Jacoba:7 Hendrika:12 Margaretha:11 Gerarda:4 Renée:3 Claudia:7 Nicole:8 Daniëlle:6"
)
FIRST_M = (
    "Johannes:70 Jan:32 Cornelis:24 Hendrik:22 Willem:19 Pieter:17 Petrus:14 Jacobus:14 Gerrit:10 "
    "Franciscus:10 Daan:11 Sem:10 Lucas:11 Levi:9 Finn:8 Noah:8 Milan:9 Luuk:8 Bram:9 Mees:7 "
    "Thomas:14 Tim:12 Tom:9 Jeroen:12 Mark:13 Marco:9 Peter:14 Martijn:10 Dennis:11 Kevin:9 "
    "Mohamed:16 Mohammed:8 Ahmed:8 Youssef:6 Ali:8 Mehmet:6 Mustafa:5 Piotr:4 Krzysztof:3 "
    "Robert:10 Paul:9 Wilhelmus:11 Antonius:10 Adrianus:9 Theodorus:6 Bas:9 Ruben:8 Jesse:8 "
    "Stijn:8 Sander:8 Niels:9 Rick:7 Björn:3 André:5 René:6 Jürgen:2 Alexander:8 Maarten:7 Lars:8"
)
NICKNAMES = {
    "Johannes": "Jan Hans Johan John", "Cornelis": "Kees Cor", "Hendrik": "Henk Rik", "Willem": "Wim",
    "Wilhelmus": "Wim Willy", "Petrus": "Piet Peter", "Pieter": "Piet", "Jacobus": "Jaap Koos Jac",
    "Franciscus": "Frans Cis", "Antonius": "Ton Toon", "Adrianus": "Ad Arie", "Theodorus": "Theo Dorus",
    "Alexander": "Alex Sander", "Mohamed": "Mo", "Mohammed": "Mo", "Maria": "Mieke Ria Marie",
    "Johanna": "Jo Hanneke", "Elisabeth": "Els Liesbeth Betty", "Cornelia": "Corrie Nel",
    "Wilhelmina": "Willy Mina", "Catharina": "Toos Trien Karin", "Petronella": "Nel Petra",
    "Hendrika": "Riek Henny", "Margaretha": "Greet Marga", "Jacoba": "Coby", "Thomas": "Tom",
    "Robert": "Rob Bob", "Gerarda": "Gerda",
}  # fmt: skip
STREET_DIGITS = tuple(range(6100, 6500))
LETTERS = "ABCDEFGHJKLMNPRTVWXZ"
PLAIN = str.maketrans("ıİşŞğĞçÇöÖüÜéèëïáóćĆ", "iIsSgGcCoOuUeeeiaocC")
DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
THIS_YEAR = 2026


@dataclass(frozen=True, slots=True)
class Mens:
    """A person: `voorvoegsel` apart, `partner` the name taken from a partner, `adres` where now."""

    id: int
    bsn: str
    voornamen: tuple[str, ...]
    voorvoegsel: str
    achternaam: str
    partner: str
    geboren: tuple[int, int, int]
    geslacht: str
    adres: tuple[str, str]
    gezin: int


class Weighted:
    """Draws from values with weights."""

    def __init__(self, pairs: Sequence[tuple[str, float]]) -> None:
        self.values = [value for value, _ in pairs]
        self.sums = list(accumulate(weight for _, weight in pairs))

    def draw(self, random: Random) -> str:
        return self.values[bisect(self.sums, random.random() * self.sums[-1])]


def weighted(text: str, tail: Sequence[str], share: float) -> Weighted:
    """The names of `text` with their weights; `share` of all draws come from the tail."""
    pairs = [
        (name.strip(), float(weight)) for name, weight in (p.rsplit(":", 1) for p in _pairs(text))
    ]
    rest = sum(weight for _, weight in pairs) * share / (1 - share)
    harmonic = sum(1 / (n + 20) for n in range(len(tail)))
    return Weighted(pairs + [(name, rest / harmonic / (n + 20)) for n, name in enumerate(tail)])


def _pairs(text: str) -> Iterator[str]:
    words: list[str] = []
    for word in text.split():
        words.append(word)
        if ":" in word:
            yield " ".join(words)
            words = []


class Population:
    """`count` people in families, all different, the same for the same seed."""

    def __init__(self, count: int, seed: int, first_bsn: int = 10_000_000) -> None:
        self.random = Random(seed)
        tail = [head + end for end in TAILS.split() for head in HEADS.split()]
        self.random.shuffle(tail)
        self.surnames = weighted(SURNAMES, tail, 0.72)
        made = [c + v + e for c in "BDFKLMNRST" for v in ("a", "e", "i", "o") for e in
                ("na", "ra", "la", "ri", "lin", "ya")]  # fmt: skip
        self.first = {
            "V": weighted(FIRST_V, made, 0.25),
            "M": weighted(FIRST_M, [name.rstrip("a") + "n" for name in made], 0.25),
        }
        self._number = first_bsn
        self.people: list[Mens] = []
        family = 0
        while len(self.people) < count:
            self.people += self._family(family)
            family += 1
        del self.people[count:]

    def _family(self, family: int) -> list[Mens]:
        random, at = self.random, self.address()
        sexes = random.choice(("VM", "MV", "VM", "VV", "V", "V", "M"))
        year = random.randint(1940, 2004)
        adults = []
        for sex in sexes:
            name = self.surnames.draw(random)
            adults.append(self.person(family, name, sex, year + random.randint(-4, 4), at))
        if len(adults) == 2 and random.random() < 0.45:
            # Married: one of both is also known by the other's name.
            adults[0] = replace(adults[0], partner=_written(adults[1]))
        children: list[Mens] = []
        for _ in range(random.choice((0, 1, 1, 2, 2, 3, 4))):
            parent = random.choice(adults) if random.random() < 0.15 else adults[-1]
            sex = random.choice("VM")
            born = min(THIS_YEAR - 1, year + random.randint(20, 40))
            child = self.person(family, _written(parent), sex, born, at)
            same = [a for a in adults if a.geslacht == sex]
            if same and random.random() < 0.05:
                # Named after the parent.
                child = replace(child, voornamen=(same[0].voornamen[0], *child.voornamen[1:]))
            children.append(child)
            if random.random() < 0.016:
                twin = self.person(family, _written(parent), random.choice("VM"), born, at)
                if random.random() < 0.3:
                    initial = child.voornamen[0][0]
                    for _ in range(50):
                        name = self.first[twin.geslacht].draw(random)
                        if name[0] == initial and name != child.voornamen[0]:
                            twin = replace(twin, voornamen=(name,))
                            break
                children.append(replace(twin, geboren=child.geboren))
        return adults + children

    def person(self, family: int, name: str, sex: str, year: int, at: tuple[str, str]) -> Mens:
        """A new person."""
        random = self.random
        words = name.split()
        count = random.choice((1, 1, 1, 2, 2, 3))
        month = random.randint(1, 12)
        return Mens(
            len(self.people) * 10 + random.randint(0, 9), self._bsn(),
            tuple(dict.fromkeys(self.first[sex].draw(random) for _ in range(count))),
            " ".join(words[:-1]), words[-1], "", (year, month, random.randint(1, DAYS[month - 1])),
            sex, at, family,
        )  # fmt: skip

    def address(self) -> tuple[str, str]:
        """A postcode and a house number; some houses are split."""
        random = self.random
        code = f"{random.choice(STREET_DIGITS)}{random.choice(LETTERS)}{random.choice(LETTERS)}"
        number = str(random.randint(1, 180))
        return code, number + random.choice(("", "", "", "", " A", "-2"))

    def _bsn(self) -> str:
        while True:
            self._number += 1
            digits = [int(c) for c in f"{self._number:08d}"]
            check = sum(w * d for w, d in zip(range(9, 1, -1), digits, strict=True)) % 11
            if check < 10:
                return f"{self._number:08d}{check}"


def _written(person: Mens) -> str:
    return f"{person.voorvoegsel} {person.achternaam}".strip()


class Scribe:
    """Writes mentions of people as the JSON of a betrokkene, with errors."""

    def __init__(self, population: Population, seed: int) -> None:
        self.random = Random(seed)
        self.population = population
        self.relatives: dict[int, list[Mens]] = {}
        for person in population.people:
            self.relatives.setdefault(person.gezin, []).append(person)

    def later(self, person: Mens) -> Mens:
        """The same person some years on: perhaps moved, or with another name."""
        random = self.random
        if random.random() < 0.15:
            person = replace(person, adres=self.population.address())
        if random.random() < 0.02 and person.geboren[0] < THIS_YEAR - 20:
            person = replace(person, partner=self.population.surnames.draw(random))
        return person

    def mention(self, person: Mens) -> dict[str, object]:
        """What a melder writes of this person."""
        random = self.random
        said: dict[str, object] = {"rol": "anders"}
        if random.random() < 0.5:
            bsn = person.bsn
            if random.random() < 0.002:
                bsn = random.choice(self.relatives[person.gezin]).bsn
            said["bsn"] = bsn
        self._surname(person, said)
        self._first(person, said)
        said["geboortedatum"] = self._birth(person)
        if random.random() < 0.9:
            said["geslacht"] = person.geslacht
        if random.random() < 0.9:
            postcode, number = person.adres
            if random.random() < 0.3:
                number = number.replace(" A", "a").replace("-2", " 2")
            if random.random() < 0.02:
                number = self._slip(number)
            said["adres"] = {"postcode": postcode, "huisnummer": number}
        return said

    def _surname(self, person: Mens, said: dict[str, object]) -> None:
        random = self.random
        prefix, name = person.voorvoegsel, person.achternaam
        if person.partner:
            own = _written(person)
            form = random.random()
            if form < 0.3:
                prefix, name = "", person.partner
            elif form < 0.6:
                prefix, name = "", f"{person.partner}-{own}"
            elif form < 0.7:
                prefix, name = "", f"{own} e/v {person.partner}"
        if random.random() < 0.04:
            name = self._slip(name)
        if prefix:
            place = random.random()
            if place < 0.15:
                prefix, name = "", f"{prefix} {name}"
            elif place < 0.2:
                prefix, name = "", f"{name}, {prefix}"
            elif place < 0.25:
                prefix = ""
        if random.random() < 0.5:
            name = name.translate(PLAIN)
        if random.random() < 0.05:
            name = name.upper()
        if prefix:
            said["voorvoegsel"] = prefix
        said["geslachtsnaam"] = name

    def _first(self, person: Mens, said: dict[str, object]) -> None:
        random, names = self.random, list(person.voornamen)
        form = random.random()
        if form < 0.03:
            return
        if form < 0.15:
            said["voorletters"] = "".join(f"{name[0]}." for name in names)
            return
        if form < 0.75:
            names = names[:1]
        if names[0] in NICKNAMES and random.random() < 0.12:
            names = [random.choice(NICKNAMES[names[0]].split())]
        if random.random() < 0.04:
            names[0] = self._slip(names[0])
        text = " ".join(names)
        said["voornamen"] = text.translate(PLAIN) if random.random() < 0.5 else text

    def _birth(self, person: Mens) -> str:
        random = self.random
        year, month, day = person.geboren
        form = random.random()
        if form < 0.05:
            return "00000000"
        if form < 0.07:
            return f"{year}{month:02d}00"
        if form < 0.08:
            return f"{year}0000"
        if form < 0.095 and day <= 12:
            return f"{year}{day:02d}{month:02d}"
        if form < 0.115:
            slipped = min(DAYS[month - 1], max(1, day + random.choice((-1, 1, 10))))
            return f"{year}{month:02d}{slipped:02d}"
        if form < 0.12:
            return f"{year + random.choice((-1, 1))}{month:02d}{day:02d}"
        return f"{year}{month:02d}{day:02d}"

    def _slip(self, text: str) -> str:
        """One typing error: a letter left out, doubled, swapped, or another."""
        random = self.random
        at = random.randrange(len(text))
        kind = random.randrange(4)
        if kind == 0 and len(text) > 2:
            return text[:at] + text[at + 1 :]
        if kind == 1:
            return text[: at + 1] + text[at:]
        if kind == 2 and at + 1 < len(text):
            return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        other = random.choice("0123456789" if text[at].isdigit() else "abdeginorst")
        return text[:at] + other + text[at + 1 :]
