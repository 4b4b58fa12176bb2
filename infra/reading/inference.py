"""Small-sample statistics; estimates, not money, and therefore in floating point."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, inf, lgamma, log, log1p, sqrt

TINY = 1e-30
ENOUGH = 1e-12
TERMS = 500
TWO = 2


@dataclass(frozen=True, slots=True)
class Sample:
    """A mean of independent values, its standard error, and how many values there were."""

    mean: float
    error: float
    size: int


@dataclass(frozen=True, slots=True)
class Population:
    """How true means are spread over all sources: their centre, and their variance around it."""

    centre: float
    variance: float
    centre_variance: float


def sample_of(values: Sequence[float]) -> Sample:
    """Return mean and standard error of values; the error of fewer than two is infinite."""
    mean = sum(values) / len(values)
    if len(values) < TWO:
        return Sample(mean, inf, len(values))
    variance = sum((value - mean) ** 2 for value in values) / (len(values) - 1)
    return Sample(mean, sqrt(variance / len(values)), len(values))


def p_value(sample: Sample) -> float:
    """Tell how likely so high a mean is when the true one is at most 0; 1 when nothing varies.

    Source: Student's one-sided t test.
    """
    if not 0 < sample.error < inf:
        return 1.0
    return t_tail(sample.mean / sample.error, sample.size - 1)


def t_tail(t: float, freedom: int) -> float:
    """Return the chance that Student's t exceeds a value.

    Source: the tail is half the regularised incomplete beta of (freedom / 2, 1 / 2) at
    freedom / (freedom + t * t).
    """
    half = _incomplete_beta(freedom / 2, 0.5, freedom / (freedom + t * t)) / 2
    return half if t > 0 else 1 - half


def t_quantile(tail: float, freedom: int) -> float:
    """Return the value that Student's t exceeds with a chance below one half."""
    low, high = 0.0, 1e6
    while high - low > 1e-9 * (1 + high):
        middle = (low + high) / 2
        low, high = (middle, high) if t_tail(middle, freedom) > tail else (low, middle)
    return high


def discoveries(p_values: Sequence[float], rate: float) -> list[bool]:
    """Choose what to believe so that at most that share of the choice is wrong on average.

    Source: Y. Benjamini and Y. Hochberg (1995), the step-up procedure; it also holds for
    positively dependent tests (Benjamini and Yekutieli, 2001). When nothing at all is true, it
    chooses anything with a chance of at most the rate.
    """
    ordered = sorted(p_values)
    passing = [p for n, p in enumerate(ordered, 1) if p <= rate * n / len(ordered)]
    limit = max(passing, default=-1.0)
    return [p <= limit for p in p_values]


def population_of(samples: Sequence[Sample]) -> Population | None:
    """Estimate how true means are spread; None from fewer than three samples with an error.

    Source: R. DerSimonian and N. Laird (1986), moments of the normal-normal model.
    """
    usable = [sample for sample in samples if 0 < sample.error < inf]
    if len(usable) <= TWO:
        return None
    weights = [1 / sample.error**2 for sample in usable]
    total = sum(weights)
    centre = sum(w * s.mean for w, s in zip(weights, usable, strict=True)) / total
    spread = sum(w * (s.mean - centre) ** 2 for w, s in zip(weights, usable, strict=True))
    scale = total - sum(w * w for w in weights) / total
    variance = max(0.0, (spread - (len(usable) - 1)) / scale)
    again = [1 / (variance + sample.error**2) for sample in usable]
    mean = sum(w * s.mean for w, s in zip(again, usable, strict=True)) / sum(again)
    return Population(centre=mean, variance=variance, centre_variance=1 / sum(again))


def shrunk(sample: Sample, population: Population) -> Sample:
    """Draw a mean towards its population, the more the less is known of it.

    Source: empirical Bayes on the normal-normal model; the error also allows for the centre being
    an estimate.
    """
    noise = sample.error**2
    if not noise:
        return sample
    trust = population.variance / (population.variance + noise)
    mean = trust * sample.mean + (1 - trust) * population.centre
    variance = trust * noise + (1 - trust) ** 2 * population.centre_variance
    return Sample(mean, sqrt(variance), sample.size)


def _incomplete_beta(a: float, b: float, x: float) -> float:
    """Compute the regularised incomplete beta function by its continued fraction."""
    if x <= 0 or x >= 1:
        return min(max(x, 0.0), 1.0)
    if x > (a + 1) / (a + b + TWO):
        return 1 - _incomplete_beta(b, a, 1 - x)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    return front / a / _fraction(a, b, x)


def _fraction(a: float, b: float, x: float) -> float:
    """Evaluate the fraction's denominator 1 + d1 / (1 + d2 / (1 + ...)) by Lentz's method."""
    value, upper, lower = 1.0, 1.0, 0.0
    for n in range(1, TERMS):
        m, odd = divmod(n, TWO)
        if odd:
            step = -(a + m) * (a + b + m) * x / ((a + TWO * m) * (a + TWO * m + 1))
        else:
            step = m * (b - m) * x / ((a + TWO * m - 1) * (a + TWO * m))
        lower = 1 / _not_zero(1 + step * lower)
        upper = _not_zero(1 + step / upper)
        value *= upper * lower
        if abs(upper * lower - 1) < ENOUGH:
            break
    return value


def _not_zero(value: float) -> float:
    return value if abs(value) > TINY else TINY
