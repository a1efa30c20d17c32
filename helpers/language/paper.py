"""A whole derivation: lines with their reasons, `where`, `with`, and claims to refute."""

from dataclasses import dataclass, field

from helpers.language import nodes as n
from helpers.language.printing import text as written
from helpers.language.reader import WORDS, Reader
from helpers.language.scope import Family, Scope, pattern
from helpers.language.tokens import LineError, name_of


@dataclass
class Paper:
    """What a text says: lines with their reasons, claims to refute, and the names' scope."""

    lines: list = field(default_factory=list)  # pairs (tree, reason)
    refuted: list = field(default_factory=list)
    scope: Scope = field(default_factory=Scope)


def read_paper(text):
    """A whole derivation: lines, reasons, `where`, `with` and `refute`."""
    return PaperReader(text).paper()


class PaperReader(Reader):
    """A derivation's text, read from top to bottom."""

    def paper(self):
        paper = Paper(scope=self.scope)
        self.declare()
        self.skip()
        chunks = []  # (kind, tree, from token, to token)
        kind = "line"
        while self.token.kind != "end":
            begin, start = self.at, self.token.start
            if self.take("where", "and") and self.tokens[begin].kind == "name":
                self.definitions()
            elif self.take("with"):
                self.at = self.after_with[self.at]
            else:
                if self.take("refute"):
                    kind = "refute"
                elif kind == "refute" and self.token.text == "==":
                    raise self.error("a line after a claim to refute: put the claim last", start)
                elif not self.take("==") and chunks:
                    raise self.missing("“==”, “where”, “with” or “refute”")
                elif not chunks and self.at > begin:
                    raise self.error("nothing stands before this “==”", start)
                tree = self.shaped(self.expression(), start)
                self.skip()  # a reason may stand on a row of its own
                chunks.append((kind, tree, begin, self.at))
            self.skip()
        if not any(kind == "line" for kind, *_ in chunks):
            raise LineError("no line is written yet")
        for kind, tree, begin, end in chunks:
            said = [reason for place, reason in self.reasons if begin < place <= end]
            (paper.lines if kind == "line" else paper.refuted).append((tree, " ".join(said)))
        return paper

    def declare(self):
        """Read every `with` first, and note what every `where` defines: order does not matter."""
        self.after_with = {}
        for place, token in enumerate(self.tokens):
            if token.kind != "name":
                continue
            self.at = place + 1
            if token.text == "with":
                self.declaration()
                while self.take(","):
                    self.skip()
                    self.declaration()
                self.after_with[place + 1] = self.at
            elif token.text in ("where", "and"):
                self.note_definition()
        self.at = 0

    def note_definition(self):
        """What a `where` defines becomes known before any line is read."""
        name, follows = self.token, self.peek()
        if name.kind == "name" and follows.text == "(":
            self.at += 1
            if name_of(name.text) not in ("loss", "L"):
                self.scope.functions[name_of(name.text)] = self.count_arguments()
        elif name.kind == "name" and follows.text in ("=", "depends"):
            self.scope.letters.add(name_of(name.text))

    def declaration(self):
        """v[1..k]; a[k; 1..n, 1..N | 1..k, 1..N]; u(z); s; s > 0; i = 1..n; L = 3."""
        token = self.token
        if token.kind != "name" or token.text in WORDS:
            raise self.missing("a name, as in: with v[1..k]")
        self.at += 1
        name = name_of(token.text)
        if self.take("("):
            arguments = self.several(lambda: self.a_name("a letter, as in: with u(z)"))
            self.expect(")")
            self.scope.families.pop(name, None)
            self.scope.functions[name] = len(arguments)
        elif self.take("["):
            last = None
            if self.peek().text == ";":
                self.at += 2
                ranges = last = tuple(self.several(self.limits))
                if self.take("|"):
                    last = tuple(self.several(self.limits))
            else:
                ranges = tuple(self.several(self.limits))
            self.expect("]")
            self.scope.families[name] = Family(ranges, last)
        elif self.take("="):
            low = self.whole()
            if self.take(".."):
                self.scope.declared[name] = (low, self.whole())
            elif name == "L" and isinstance(low, n.Number):
                self.scope.last = low
            else:
                raise self.missing("a range, as in 1..n,")
        else:
            self.scope.families.pop(name, None)
            self.scope.functions.pop(name, None)
            self.scope.letters.add(name)
        if self.take(">"):
            if self.token.text != "0":
                raise self.missing("0, as in: with s > 0,")
            self.at += 1
            self.scope.positive.add(name)

    def a_name(self, expected):
        if self.token.kind != "name":
            raise self.missing(expected)
        self.at += 1
        return name_of(self.tokens[self.at - 1].text)

    def definitions(self):
        """After `where`: a definition, or `… depends on …`."""
        start = self.token.start
        key = self.postfix()
        if not isinstance(key, n.Letter | n.Entry | n.Call):
            raise self.error("a letter, an entry such as ŷ[i] or g(z) can be defined", start)
        if isinstance(key, n.Call) and not all(isinstance(part, n.Letter) for part in key.args):
            raise self.error("a function is defined at a letter, as in g(z)", start)
        if named(key) in [named(definition.key) for definition in self.scope.definitions]:
            raise self.error(f"{written(key)} is defined twice", start)
        if self.take("depends"):
            if isinstance(key, n.Call):
                raise self.error("a letter or an entry depends on others, as in ℒ", start)
            self.expect("on")
            on = self.several(self.sum)
            for part in on:
                if not isinstance(part, n.Letter | n.Entry):
                    raise self.error("it can depend on letters and entries", start)
            self.scope.definitions.append(n.Depends(key, tuple(on), self.running(key, on)))
        else:
            self.expect("=", " or “depends on”")
            at = self.token.start
            body = self.shaped(self.expression(), at)
            if self.scope.shape(key) or self.scope.shape(body):
                raise self.error(f"{written(key)} is to be a number: define an entry", at)
            self.scope.definitions.append(n.Definition(key, body))

    def running(self, key, on):
        """The indices that run in what something depends on: those that its name does not fix."""
        fixed = {u.name for u in n.walk(key) if isinstance(u, n.Index)}
        limits, over = {}, {}
        if self.take("for"):
            while not limits or self.take(","):
                name = self.a_name("an index, as in: for q = 1..n,")
                if not self.take("=", "in"):
                    raise self.missing("“=”")
                limits[name] = self.limits()
        for part in on:
            ranges = isinstance(part, n.Entry) and self.scope.places(part.name, part.layer)
            for slot, index in enumerate(getattr(part, "indices", ())):
                if not isinstance(index, n.Index) or index.name in {*fixed, *over}:
                    continue
                if index.name not in limits and not ranges:
                    shown = written(index)
                    raise self.error(f"how far does {shown} run? write: for {shown} = 1..n")
                over[index.name] = n.Binder(index, *(limits.get(index.name) or ranges[slot]))
        return tuple(over.values())


def named(key):
    """What a definition names, whatever its own indices and letters are called."""
    if isinstance(key, n.Call):
        return key.name
    names = dict.fromkeys(pattern(key))
    return n.put(key, {name: n.Index(f"#{place}") for place, name in enumerate(names)})
