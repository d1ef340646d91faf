"""A function in JavaScript that verifies receipts of one scheme: it hashes as smmi does, and scores to the last bit."""

import json
from typing import Final

import attrs

from smmi.errors import ArgumentError
from smmi.exchange.expressions._compilation import expression_tree
from smmi.exchange.expressions._routing import verdict
from smmi.exchange.programs._javascript import JavaScript
from smmi.exchange.programs._python import text
from smmi.exchange.receipts._exact_javascript import exact_scoring
from smmi.instrument import Answers, Composition, Instrument, MultipleChoice, Nonresponse, Scale
from smmi.scoring import Absence, ScoringScheme, receipt

# SHA-256 by FIPS 180-4; crypto.subtle is not there on every page that is opened from a disk.
HASHING: Final = """\
const sha256 = (() => {
  const primes = [];
  for (let n = 2; primes.length < 64; n += 1) if (primes.every((p) => n % p)) primes.push(n);
  const root = (prime, degree) => {
    let low = 0n, high = 1n << 40n;
    const wanted = BigInt(prime) << BigInt(32 * degree);
    while (high - low > 1n) {
      const middle = (low + high) / 2n;
      if (middle ** BigInt(degree) <= wanted) low = middle;
      else high = middle;
    }
    return Number(low & 0xffffffffn) | 0;
  };
  const K = primes.map((prime) => root(prime, 3));
  const START = primes.slice(0, 8).map((prime) => root(prime, 2));
  const turn = (x, n) => (x >>> n) | (x << (32 - n));
  return (message) => {
    const bytes = new TextEncoder().encode(message);
    const data = new Uint8Array((((bytes.length + 8) >> 6) + 1) * 64);
    data.set(bytes);
    data[bytes.length] = 0x80;
    const view = new DataView(data.buffer);
    view.setUint32(data.length - 8, Math.floor(bytes.length / 2 ** 29));
    view.setUint32(data.length - 4, (bytes.length << 3) >>> 0);
    const state = [...START];
    const w = new Int32Array(64);
    for (let at = 0; at < data.length; at += 64) {
      for (let i = 0; i < 64; i += 1) {
        if (i < 16) w[i] = view.getInt32(at + 4 * i);
        else {
          const s0 = turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ (w[i - 15] >>> 3);
          const s1 = turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ (w[i - 2] >>> 10);
          w[i] = w[i - 16] + s0 + w[i - 7] + s1;
        }
      }
      let [a, b, c, d, e, f, g, h] = state;
      for (let i = 0; i < 64; i += 1) {
        const t1 = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
        const t2 = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
      }
      [a, b, c, d, e, f, g, h].forEach((word, i) => { state[i] = (state[i] + word) | 0; });
    }
    return state.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
  };
})();"""

# Two ways of writing JSON: that of RFC 8785, of which checksums of documents are made, and that of Python, of which
# fingerprints are made: sorted by code point, ASCII, and doubles with a point or an exponent of two digits.
WRITING: Final = """\
const canonical = (value) => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value === 0 ? 0 : value);
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
};
const double = (number) => {
  if (Number.isInteger(number) && Math.abs(number) < 1e16) return `${number === 0 ? 0 : number}.0`;
  const [, sign, first, rest = "", power] = /^(-?)(\\d)(?:\\.(\\d+))?e([+-]\\d+)$/.exec(number.toExponential());
  const at = Number(power), digits = first + rest;
  if (at < -4 || at >= 16) {
    const exponent = `${at < 0 ? "-" : "+"}${String(Math.abs(at)).padStart(2, "0")}`;
    return `${sign}${first}${rest && "."}${rest}e${exponent}`;
  }
  if (at < 0) return `${sign}0.${"0".repeat(-at - 1)}${digits}`;
  return `${sign}${digits.slice(0, at + 1)}.${digits.slice(at + 1)}`;
};
const escaped = (unit) => `\\\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
const ascii = (words) => JSON.stringify(words).replace(/[\\u007f-\\uffff]/g, escaped);
const points = (words) => Array.from(words, (letter) => letter.codePointAt(0));
const byPoints = (a, b) => {
  const [one, other] = [points(a), points(b)];
  const at = one.findIndex((point, i) => point !== other[i]);
  return at < 0 ? one.length - other.length : one[at] - (other[at] ?? -1);
};
const said = (value) => {
  if (typeof value === "number") return double(value);
  if (typeof value === "string") return ascii(value);
  if (Array.isArray(value)) return `[${value.map(said).join(",")}]`;
  return `{${Object.keys(value).sort(byPoints).map((key) => `${ascii(key)}:${said(value[key])}`).join(",")}}`;
};
const fingerprintOf = (units) => sha256(`[${units.map((unit) => ascii(sha256(said(unit)))).sort().join(",")}]`);"""

VERIFYING: Final = """\
const DEEPEST = 100;
const has = (object, key) => Object.prototype.hasOwnProperty.call(object, key);
const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const checkDocument = (document, schema, what) => {
  if (!isObject(document) || document.schema !== schema)
    throw new Error(`${what}: this is no document with the schema ${JSON.stringify(schema)}`);
  let level = [document];
  for (let depth = 0; level.length; depth += 1) {
    if (depth > DEEPEST) throw new Error(`${what}: lists and objects stand in each other more than ${DEEPEST} deep`);
    level = level.flatMap((one) => Object.values(one)).filter((one) => one !== null && typeof one === "object");
  }
  const { checksum, ...rest } = document;
  if (checksum !== `sha256:${sha256(canonical(rest))}`)
    throw new Error(`${what}: the document was changed after it was written: it is not what its checksum says`);
};
const isWords = (value) => value === null || typeof value === "string";
const isAnswer = (value) => isWords(value) || Number.isFinite(value)
  || (Array.isArray(value) && value.every((one) => typeof one === "string"))
  || (isObject(value) && Object.values(value).every((one) => typeof one === "string" || Number.isFinite(one)));
const checkTable = (answers) => {
  const { units, columns, attributes = {} } = answers;
  if (!Array.isArray(units) || !units.every((unit) => typeof unit === "string") || new Set(units).size !== units.length)
    throw new Error("The answers: the units are no list of texts, each once");
  for (const [what, values, good] of [["columns", columns, isAnswer], ["attributes", attributes ?? {}, isWords]]) {
    if (!isObject(values)) throw new Error(`The answers: "${what}" is no object of lists`);
    for (const [name, column] of Object.entries(values)) {
      if (!Array.isArray(column)) throw new Error(`The answers: ${JSON.stringify(name)} is no list of answers`);
      if (column.length !== units.length)
        throw new Error(`The answers: ${JSON.stringify(name)} has ${column.length} entries for ${units.length} units`);
      const wrong = column.find((one) => !good(one));
      if (wrong !== undefined)
        throw new Error(`${JSON.stringify(name)}: got ${JSON.stringify(wrong).slice(0, 60)}, which is no answer`);
    }
  }
};
const record = (values, position) => {
  const found = Object.create(null);
  for (const [name, column] of Object.entries(values)) found[name] = column[position] ?? null;
  return found;
};
const plain = (code, raw, attributes) => {
  const { kind, parts } = QUESTIONS.get(code);
  if (isObject(raw) && typeof raw.nonresponse === "string" && Object.keys(raw).length === 1) {
    const name = NONRESPONSES.get(raw.nonresponse);
    if (name === undefined)
      throw new Error(`${JSON.stringify(code)}: there is no nonresponse ${ascii(raw.nonresponse)}`);
    const elsewhere = name === "NOT_APPLICABLE" && ELSEWHERE.has(code) && ELSEWHERE.get(code)(attributes);
    return name === "NO_ANSWER" || elsewhere ? null : { nonresponse: name };
  }
  if (kind === "shares" && isObject(raw))
    return { shares: Object.fromEntries(parts.map((part) => [part, has(raw, part) ? raw[part] : 0])) };
  if (kind === "selection" && Array.isArray(raw)) return { selected: [...raw].sort(byPoints) };
  return raw;
};
const verify = (receipt, answers) => {
  checkDocument(receipt, "smmi/receipt", "The receipt");
  checkDocument(answers, "smmi/answers", "The answers");
  checkTable(answers);
  const unknown = Object.keys(answers.columns).filter((code) => !QUESTIONS.has(code));
  if (unknown.length) throw new Error(`The answers: the instrument has no question ${unknown.map(ascii).join(", ")}`);
  const units = answers.units.map((unit, position) => {
    const given = record(answers.columns, position);
    const attributes = record(answers.attributes ?? {}, position);
    const known = Object.entries(attributes).filter(([, value]) => value !== null);
    const plainly = Object.entries(given)
      .map(([code, raw]) => [code, raw === null ? null : plain(code, raw, attributes)])
      .filter(([, value]) => value !== null);
    const { scores, reasons } = exactScore({ ...attributes, ...given });
    const absent = new Map(reasons);
    const valued = scores.map(([code, value]) => [code, value ?? ABSENCES.get(absent.get(code)).name]);
    return {
      unit,
      said: [unit, Object.fromEntries(known), Object.fromEntries(plainly)],
      scored: [unit, Object.fromEntries(valued)],
      scores: scores.map(([code, score]) => ({
        code, label: LABELS.get(code), score, reason: score === null ? ABSENCES.get(absent.get(code)).label : null,
      })),
    };
  });
  const now = {
    ...KNOWN,
    answers: fingerprintOf(units.map((unit) => unit.said)),
    scores: fingerprintOf(units.map((unit) => unit.scored)),
  };
  const same = (name) => receipt[name] === now[name];
  const about = receipt.code === CODE && receipt.edition === EDITION;
  const parts = [
    { part: "instrument", holds: about && same("instrument") },
    { part: "instrument-wording", holds: about && same("instrument_text") },
    { part: "scheme", holds: same("scheme") },
    { part: "scheme-wording", holds: same("scheme_text") },
    { part: "answers", holds: receipt.units === units.length && same("answers") },
    { part: "scores", holds: same("scores") },
  ];
  if (receipt.norms !== undefined && receipt.norms !== null) parts.push({ part: "norms", holds: null });
  return {
    holds: parts.every(({ holds }) => holds !== false),
    parts,
    units: units.map(({ unit, scores }) => ({ unit, scores })),
  };
};"""


def to_receipt_javascript(scheme: ScoringScheme, /) -> str:
    """Return the text of a JavaScript function `verify` that says whether a receipt and answers hold; it needs nothing.

    ``verify(receipt, answers)`` takes two documents as they are parsed from JSON: a receipt (`smmi.scoring.receipt`),
    and the answers of the units for which it is, as `smmi.serialization.to_document` writes both. It makes the
    fingerprints of `smmi.scoring.verify`, scores the answers with rational numbers, which are rounded once, and
    returns what agrees:

    ``{holds, parts: [{part, holds}], units: [{unit, scores: [{code, label, score, reason}]}]}``

    The parts are those of `ReceiptPart`. Norms, of which a receipt may speak, are not looked at: their ``holds`` is
    null. A document that was changed after it was written, and an impossible answer, are refused by an Error. The text
    is a script of ECMAScript 2020.

    Args:
        scheme: The scheme, of which the instrument is a part.

    Returns:
        The text.

    Raises:
        NotExpressibleError: The scheme cannot be expressed, or makes roots (geometric and power means).
        ArgumentError: It is no scheme.

    Example:
        >>> from smmi import editions
        >>> from smmi.scoring import ScoringScheme
        >>> to_receipt_javascript(ScoringScheme(editions.smmi_16())).splitlines()[1]
        'const verify = (() => {'
    """
    ArgumentError.raise_unless(scheme, ScoringScheme, argument="scheme", expected="a ScoringScheme")
    tree = expression_tree(scheme)
    instrument = scheme.instrument
    kept = attrs.asdict(receipt(scheme.compile().score(_somebody(instrument))))
    known = {name: kept[name] for name in ("instrument_text", "instrument", "scheme_text", "scheme")}
    absences = [[int(one), {"name": one.name, "label": one.label}] for one in Absence if one]
    labels = [[one.code, one.label] for one in tree.outputs]
    nonresponses = [[one.name.lower().replace("_", "-"), one.name] for one in Nonresponse]
    questions = [[one.code, _kind(one.scale)] for one in instrument.indicators]
    about = f"{text(instrument.code)}, edition {text(instrument.edition)}"
    body = "\n".join(
        [
            HASHING,
            WRITING,
            exact_scoring(tree, scheme),
            f"const CODE = {text(instrument.code)}, EDITION = {text(instrument.edition)};",
            f"const KNOWN = {json.dumps(known)};",
            f"const ABSENCES = new Map({json.dumps(absences)});",
            f"const LABELS = new Map({json.dumps(labels)});",
            f"const NONRESPONSES = new Map({json.dumps(nonresponses)});",
            f"const QUESTIONS = new Map({json.dumps(questions)});",
            *_elsewhere(instrument),
            VERIFYING,
        ]
    )
    head = f"// Verifies receipts of the instrument {about}."
    return f"{head}\nconst verify = (() => {{\n{body}\nreturn verify;\n}})();\n"


def _somebody(instrument: Instrument) -> Answers:
    """Return answers of a unit that said nothing: what a receipt of them says of instrument and scheme is wanted."""
    known = {one.code: one.options[0].code for one in instrument.characteristics}
    taken = {*known, *(one.code for one in instrument.indicators)}
    unit = "unit"
    while unit in taken:
        unit += "_"
    return Answers.from_records(instrument, [{unit: unit, **known}], unit=unit, attributes=tuple(known))


def _kind(scale: Scale) -> dict[str, object]:
    """Return what is asked of an answer before it is hashed: whether it is several, and what stands for a blank."""
    match scale:
        case MultipleChoice():
            return {"kind": "selection"}
        case Composition():
            return {"kind": "shares", "parts": [part.code for part in scale.parts]}
        case _:
            return {"kind": "one"}


def _elsewhere(instrument: Instrument) -> list[str]:
    """Return the statements that say to whom a question does not apply, by characteristics."""
    notation = JavaScript()
    known = ", ".join(f"{one.code}: known_{one.code} = null" for one in instrument.characteristics)
    conditions = (
        (one.code, notation.condition(verdict(instrument, one.applies).false))
        for one in instrument.indicators
        if one.applies is not None
    )
    cases = [f"  [{text(code)}, ({{ {known} }}) => {condition}]," for code, condition in conditions]
    return ["const ELSEWHERE = new Map([", *cases, "]);"]
