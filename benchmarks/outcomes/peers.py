"""What the peers make of the same rows; run by an interpreter that has them: ``python peers.py NAME FILE``.

Both are given what they can take: each of five characteristics, appointed or not. fairlearn's intervals are those of
its bootstrap, here with 10 samples only: a published interval would need a thousand, and a hundred times as long.
"""

import sys
from importlib.metadata import PackageNotFoundError, version

CHARACTERISTICS = ("ethnicity", "disability", "gender", "age_band", "sexual_orientation")
PACKAGE = {"aedt-audit": "aedt-audit", "MetricFrame": "fairlearn"}


def main(name: str, file: str) -> None:
    """Read the file and make the peer's tables of it."""
    import pandas as pd

    rows = pd.read_csv(file, dtype=str, keep_default_na=False)
    rows["appointed"] = rows["stage"] == "appointed"
    if name == "aedt-audit":
        from aedt_audit import ll144_summary

        for characteristic in (each for each in CHARACTERISTICS if each != "gender"):
            ll144_summary(rows, outcome="appointed", sex="gender", race=characteristic, significance=True)
    else:
        from fairlearn.metrics import MetricFrame, selection_rate

        for characteristic in CHARACTERISTICS:
            frame = MetricFrame(
                metrics=selection_rate,
                y_true=rows["appointed"],
                y_pred=rows["appointed"],
                sensitive_features=rows[characteristic],
                n_boot=10,
                ci_quantiles=[0.025, 0.975],
                random_state=1,
            )
            frame.ratio(method="to_overall")
    print(version(PACKAGE[name]))


if __name__ == "__main__":
    if "--there" in sys.argv:
        try:
            version(PACKAGE[sys.argv[1]])
        except PackageNotFoundError:
            sys.exit(1)
    else:
        main(sys.argv[1], sys.argv[2])
