"""A trained linear model: named features in, a probability out."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Linear:
    """Logistic regression with its weights by the names of the features."""

    bias: float
    weights: Mapping[str, float]

    def log_odds(self, features: Mapping[str, float]) -> float:
        """Above 0 is more likely than not. Every feature that was trained must be given."""
        return self.bias + sum(weight * features[name] for name, weight in self.weights.items())

    def probability(self, features: Mapping[str, float]) -> float:
        """0 to 1."""
        return as_probability(self.log_odds(features))


def as_probability(log_odds: float) -> float:
    """The logistic function."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, log_odds))))


@cache
def load(package: str, name: str) -> Linear:
    """The model in a package's JSON file, made by `python -m tests.quality.train`."""
    read = json.loads(files(package).joinpath(name).read_text(encoding="utf-8"))
    return Linear(
        float(read["bias"]), {key: float(weight) for key, weight in read["weights"].items()}
    )
