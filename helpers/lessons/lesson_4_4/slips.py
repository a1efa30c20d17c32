"""Questions that name slips of their own, besides the known mistakes, and accuse of one at most."""

from dataclasses import dataclass, field
from itertools import islice

from helpers.exercises.cards import CARDS
from helpers.exercises.derive import Derive
from helpers.exercises.formula import truth
from helpers.exercises.predict import PredictNumber


@dataclass(frozen=True, kw_only=True)
class _Slips:
    slips: dict = field(default_factory=dict)  # what is said of them, by the formulas they give

    def diagnose(self, answer):
        found = (mistake for mistake, _, given in self.wrong_forms() if self._same(given, answer))
        return tuple(islice(found, 1))

    def judge(self, text):
        verdict = super().judge(text)
        if verdict.is_right or verdict.mistakes or not verdict.counts:
            return verdict
        answer = self._answered(text)
        for said, formulas in self.slips.items():
            if any(self._same(self._outcomes(truth(formula)), answer) for formula in formulas):
                return self.wrong((), otherwise=said)
        return verdict


@dataclass(frozen=True, kw_only=True)
class PredictChain(_Slips, PredictNumber):
    """A number, whose slips are formulas of its values."""

    def _answered(self, text):
        return [self.read(text)]


@dataclass(frozen=True, kw_only=True)
class DeriveChain(_Slips, Derive):
    """A formula, whose slips are formulas of its letters."""

    def _answered(self, text):
        return self._outcomes(self.setting.vocabulary.read(text))


CARDS |= {PredictChain: CARDS[PredictNumber], DeriveChain: CARDS[Derive]}
