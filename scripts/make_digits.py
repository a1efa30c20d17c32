"""Write helpers/data/digits.csv.gz from scikit-learn's wheel; for developers, not at run time.

pip download scikit-learn --no-deps --dest wheels
python scripts/make_digits.py wheels/scikit_learn-*.whl
"""

import gzip
import sys
import zipfile
from pathlib import Path

import numpy as np

SOURCE = "sklearn/datasets/data/digits.csv.gz"
TARGET = Path(__file__).parents[1] / "helpers" / "data" / "digits.csv.gz"


def main(wheel):
    with zipfile.ZipFile(wheel) as archive:
        text = gzip.decompress(archive.read(SOURCE)).decode("ascii")
    table = np.loadtxt(text.splitlines(), delimiter=",", dtype=int)
    assert table.shape == (1797, 65), table.shape  # 64 pixels, then the label
    assert table[:, :64].min() == 0
    assert table[:, :64].max() == 16
    assert set(table[:, 64]) == set(range(10))
    rows = "".join(",".join(map(str, row)) + "\n" for row in table)
    TARGET.write_bytes(gzip.compress(rows.encode("ascii"), 9, mtime=0))
    print(f"{TARGET.name}: {len(table)} digits, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
