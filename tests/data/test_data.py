import gzip
import importlib.resources
import itertools

import numpy as np
import pytest

from helpers.data import load_digits, spirals, two_moons, xor

PLANAR = (two_moons, spirals, xor)


@pytest.fixture(scope="module")
def digits():
    return load_digits(seed=0)


def arrays(data):
    return list(vars(data).values())


def parts(digits):
    return [
        (digits.x_train, digits.y_train, digits.labels_train),
        (digits.x_test, digits.y_test, digits.labels_test),
    ]


def test_digits_shapes_and_ranges(digits):
    for (x, y, labels), n in zip(parts(digits), (1347, 450), strict=True):
        assert (x.shape, y.shape, labels.shape) == ((64, n), (10, n), (n,))
        assert (x.dtype, y.dtype) == (np.float64, np.float64)
        assert (x.min(), x.max()) == (0, 1)
        assert set(np.unique(x * 16)) == set(range(17))


def test_digits_one_hot_columns_say_what_the_labels_say(digits):
    for _, y, labels in parts(digits):
        assert [column.tolist().index(1) for column in y.T] == labels.tolist()
        assert (y.sum(axis=0) == 1).all()
        assert set(np.unique(y)) == {0, 1}


def test_both_parts_together_are_the_whole_table(digits):
    packed = importlib.resources.files("helpers.data").joinpath("digits.csv.gz").read_bytes()
    rows = [tuple(map(int, row.split(b","))) for row in gzip.decompress(packed).splitlines()]
    assert len(rows) == len(set(rows)) == 1797
    found = [
        (*map(int, pixels * 16), int(label))
        for x, _, labels in parts(digits)
        for pixels, label in zip(x.T, labels, strict=True)
    ]
    assert sorted(found) == sorted(rows)  # no digit is in both parts, none is lost


def test_every_digit_keeps_its_share(digits):
    train, test = (np.bincount(labels) for _, _, labels in parts(digits))
    np.testing.assert_allclose(test / (train + test), 0.25, atol=0.005)


def test_the_first_digit_of_the_table_is_a_zero():
    packed = importlib.resources.files("helpers.data").joinpath("digits.csv.gz").read_bytes()
    first = np.array(gzip.decompress(packed).split(b"\n")[0].split(b","), int)
    assert first[64] == 0
    assert (first[:64].reshape(8, 8)[3:6, 3:5] <= 1).all()  # a hole in the middle


def test_the_table_is_packed_without_a_date():
    packed = importlib.resources.files("helpers.data").joinpath("digits.csv.gz").read_bytes()
    assert packed[4:8] == bytes(4)


def test_the_licence_lies_beside_the_table():
    licence = importlib.resources.files("helpers.data").joinpath("LICENSE-digits.txt").read_text()
    assert "CC BY 4.0" in licence
    assert "10.24432/C50P49" in licence


def test_the_seed_decides_the_split(digits):
    for one, other in zip(arrays(digits), arrays(load_digits(seed=0)), strict=True):
        np.testing.assert_array_equal(one, other)
    assert (load_digits(seed=1).labels_test != digits.labels_test).any()


def test_the_arrays_are_the_callers_own(digits):
    changed = load_digits(seed=0)
    for array in arrays(changed):
        array[...] = 3
    for one, other in zip(arrays(load_digits(seed=0)), arrays(digits), strict=True):
        np.testing.assert_array_equal(one, other)


def test_digits_are_mixed(digits):
    for _, _, labels in parts(digits):
        assert len(set(labels[:40])) > 5


@pytest.mark.parametrize("make", PLANAR)
@pytest.mark.parametrize("n", [4, 7, 200])
def test_planar_shapes(make, n):
    samples = make(n=n)
    k = len(samples.y)
    assert (samples.x.shape, samples.y.shape, samples.labels.shape) == ((2, n), (k, n), (n,))
    assert samples.y.argmax(axis=0).tolist() == samples.labels.tolist()
    assert (samples.y.sum(axis=0) == 1).all()
    counts = np.bincount(samples.labels)
    assert len(counts) == k
    assert max(counts) - min(counts) <= 1


@pytest.mark.parametrize("make", PLANAR)
def test_the_seed_decides_the_points(make):
    one, same, other = (make(seed=seed) for seed in (3, 3, 4))
    for u, v in zip(arrays(one), arrays(same), strict=True):
        np.testing.assert_array_equal(u, v)
    assert (one.x != other.x).any()


@pytest.mark.parametrize("make", PLANAR)
def test_noise_is_the_standard_deviation(make):
    exact, noisy = make(n=4000, noise=0), make(n=4000, noise=0.25)
    np.testing.assert_array_equal(exact.labels, noisy.labels)
    assert (noisy.x - exact.x).std() == pytest.approx(0.25, rel=0.05)


def test_moons_are_half_circles():
    moons = two_moons(noise=0)
    for label, centre in ((0, (-0.5, -0.25)), (1, (0.5, 0.25))):
        from_centre = moons.x[:, moons.labels == label] - np.reshape(centre, (2, 1))
        np.testing.assert_allclose(np.hypot(*from_centre), 1, rtol=1e-14)
        assert (from_centre[1] * (1 - 2 * label) >= -1e-15).all()


@pytest.mark.parametrize("arms", [2, 3, 5])
def test_spirals_are_rotations_of_one_another(arms):
    samples = spirals(n=60 * arms, arms=arms, noise=0)
    points = samples.x[0] + 1j * samples.x[1]
    by_radius = [sorted(points[samples.labels == arm], key=abs) for arm in range(arms)]
    for one, other in itertools.pairwise(by_radius):
        np.testing.assert_allclose(np.divide(other, one), np.exp(2j * np.pi / arms), rtol=1e-10)
    np.testing.assert_allclose(np.abs(by_radius[0]), np.linspace(0.1, 1, 60))


def test_xor_is_one_where_the_signs_differ():
    samples = xor(noise=0)
    assert set(zip(*samples.x.tolist(), samples.labels.tolist(), strict=True)) == {
        (1, 1, 0),
        (-1, -1, 0),
        (1, -1, 1),
        (-1, 1, 1),
    }


def test_repr():
    assert repr(two_moons()) == "Plane(200 points of 2 classes)"
