#!/usr/bin/env bash
# Two public packages rake to margins that cannot both be met, and neither says so.
#
# ipfn 1.4.4 (iterative proportional fitting) and samplics 0.4.19 (survey weights), run on 30 November 2026.
#
# The input is valid for both: weights of four (ipfn) or eight (samplics) units, a first margin of 40 and 60, a second
# one of 30 and 80. The totals are 100 and 110, as happens when two margins come from two sources or two years.
#
# One would expect an error, or a sign that the fit did not converge. Seen: ipfn returns the flag 1, which stands for
# "converged", since its second pass changes nothing; samplics returns the weights without a word. In both the margin
# that was fitted last is met, and the first one is off by ten percent: 44 and 66 instead of 40 and 60.
#
# Who weights respondents with either one checks the totals of the margins first, and the fitted margins after.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q "ipfn==1.4.4" "samplics==0.4.19" "numpy==1.26.4" "pandas==2.2.3"
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import numpy as np
import pandas as pd
from ipfn import ipfn
from samplics.weighting import SampleWeight

cells = pd.DataFrame({"control": ["x", "x", "y", "y"], "kind": ["a", "b", "a", "b"], "total": [1.0, 1.0, 1.0, 1.0]})
control = pd.Series([40.0, 60.0], index=pd.Index(["x", "y"], name="control"))
kind = pd.Series([30.0, 80.0], index=pd.Index(["a", "b"], name="kind"))
fitted, flag, _ = ipfn.ipfn(cells, [control, kind], [["control"], ["kind"]], verbose=2).iteration()
first = fitted.groupby("control")["total"].sum().round(6).to_dict()
last = fitted.groupby("kind")["total"].sum().round(6).to_dict()
print("ipfn: flag", flag, "first margin", first, "last margin", last)
assert flag == 1, flag
assert first == {"x": 44.0, "y": 66.0}, first
assert last == {"a": 30.0, "b": 80.0}, last

control_of = np.array(["x"] * 4 + ["y"] * 4)
kind_of = np.array(["a", "b"] * 4)
weights = SampleWeight().rake(
    samp_weight=np.full(8, 2.0),
    control={"control": {"x": 40, "y": 60}, "kind": {"a": 30, "b": 80}},
    margins={"control": control_of, "kind": kind_of},
)
first = {name: round(float(weights[control_of == name].sum()), 6) for name in ("x", "y")}
last = {name: round(float(weights[kind_of == name].sum()), 6) for name in ("a", "b")}
print("samplics: first margin", first, "last margin", last)
assert first == {"x": 44.0, "y": 66.0}, first
assert last == {"a": 30.0, "b": 80.0}, last
PYTHON
