#!/usr/bin/env bash
# GNU PSPP leaves a factor out of a formula, without a word, where a line of it begins with the sign of multiplication.
#
# GNU PSPP 1.6.2 (package 1.6.2-2 of Debian 12), run on 1 December 2026.
#
# The syntax is a COMPUTE command on two lines, as formulas are broken that get too long, with the operator in front;
# the second line is indented. One would expect the product of both lines, or an error.
#
# Seen: a line that begins with an asterisk is a comment up to the next period, also within a command, and the command
# ends before it. 2 * 3 is 2, and 2 ** 3 is 2, with exit status 0 and no message. Other operators in front of a line are
# fine: 2 + 3 is 5; and so is an asterisk at the end of a line: 2 * 3 is 6.
#
# Who breaks formulas for PSPP ends lines with the asterisk, and never begins one with it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# The package, and what it needs and this machine lacks, without becoming root.
mapfile -t lacking < <(apt-get install --simulate --no-install-recommends "pspp=1.6.2-2" | sed -n 's/^Inst \([^ ]*\).*/\1/p' | grep -vx pspp)
apt-get download -qq -o APT::Sandbox::User=root "pspp=1.6.2-2" "${lacking[@]}"
for file in *.deb; do dpkg-deb --extract "$file" system; done
libraries=$(find system -name '*.so*' -printf "$folder/%h\n" | sort -u | paste -sd:)
cat > formulas.sps <<'SPSS'
DATA LIST FREE / points weight.
BEGIN DATA
2 3
END DATA.
COMPUTE front = points
  * weight.
COMPUTE power = points
  ** weight.
COMPUTE end = points *
  weight.
COMPUTE plus = points
  + weight.
LIST front power end plus.
SPSS
pspp() { LD_LIBRARY_PATH="$libraries" system/usr/bin/pspp "$@"; }
version=$(pspp --version | head -n 1)
seen=$(pspp -O format=csv formulas.sps)
echo "$version"
echo "$seen"
[ "$version" = "pspp (GNU PSPP) 1.6.2" ]
[ "$seen" = $'Table: Data List\nfront,power,end,plus\n2.00,2.00,6.00,5.00' ]
