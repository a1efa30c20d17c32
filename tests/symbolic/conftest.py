"""What every test of the prover asserts besides: no rule proves what the meaning refutes."""

import pytest

from helpers.symbolic.proof import Refuted


@pytest.fixture(autouse=True)
def no_rule_proves_a_false_line(monkeypatch):
    """Such a line is refused all the same, by the check; but a rule is wrong then."""
    found, init = [], Refuted.__init__

    def noted(refuted, difference, was_proved=False):
        init(refuted, difference, was_proved)
        found.extend([difference] * was_proved)

    monkeypatch.setattr(Refuted, "__init__", noted)
    yield
    assert not found, f"proved by a rule, and refuted by the check: {found}"
