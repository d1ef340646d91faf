#!/usr/bin/env bash
# fhirpathpy's power() has no answer where the exponent is no whole number, so that a root is missing without a word.
#
# fhirpathpy 2.2.4 (PyPI) and fhirpath 5.2.0 (npm), run on 1 December 2026.
#
# FHIRPath says of power() that it raises a number to an exponent, and that the result is empty where it cannot be
# represented, as of a negative number to the power of a half. One would expect the root of a half in both engines.
#
# Seen: fhirpath gives 0.7071067811865476. fhirpathpy gives an empty collection for every exponent that is no whole
# number, 4 to the power of a half among them, which is 2; whole exponents are right. A calculated item that takes a
# geometric mean is then blank in one engine and a number in the other, and no error is raised.
#
# Who writes roots that both engines work out takes the exponential of a part of the logarithm.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python
python/bin/pip install -q "fhirpathpy==2.2.4"
echo '{"name": "roots", "private": true}' > package.json
npm install --no-audit --no-fund --loglevel=error "fhirpath@5.2.0" >/dev/null
cat > roots.py <<'PYTHON'
from fhirpathpy import evaluate

for text in ("4.power(0.5)", "0.5.power(0.5)", "4.power(2)", "(0.5.ln() * 0.5).exp()"):
    print(text, [float(one) for one in evaluate({}, text)])
PYTHON
cat > roots.cjs <<'JAVASCRIPT'
const fhirpath = require("fhirpath");
for (const text of ["4.power(0.5)", "0.5.power(0.5)", "4.power(2)", "(0.5.ln() * 0.5).exp()"])
  console.log(text, JSON.stringify(fhirpath.evaluate({}, text)));
JAVASCRIPT
python=$(python/bin/python roots.py)
node=$(node roots.cjs)
echo "fhirpathpy 2.2.4"
echo "$python"
echo "fhirpath 5.2.0"
echo "$node"
[ "$python" = $'4.power(0.5) []\n0.5.power(0.5) []\n4.power(2) [16.0]\n(0.5.ln() * 0.5).exp() [0.7071067811865476]' ]
[ "$node" = $'4.power(0.5) [2]\n0.5.power(0.5) [0.7071067811865476]\n4.power(2) [16]\n(0.5.ln() * 0.5).exp() [0.7071067811865475]' ]
