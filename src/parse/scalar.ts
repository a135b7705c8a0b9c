/**
 * How Kubernetes reads a plain (unquoted) YAML scalar. kubectl and the API server turn YAML into JSON with
 * sigs.k8s.io/yaml, whose resolver (goyaml.v2 resolve.go) is YAML 1.1 with the sexagesimal numbers and dates left out:
 * `yes`, `on` and `y` are booleans, `0755` is 493, `1_000` is 1000, `12:30` and `2024-01-01` are strings.
 */
export function resolvePlain(source: string): string | number | boolean | null {
  const first = source.charCodeAt(0);
  // Most scalars start with a letter that starts no special word.
  if (first !== first) return null;
  if (words.has(source)) return words.get(source)!;
  if ((first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46) return number(source) ?? source;
  return source;
}

const words = new Map<string, boolean | number | null>();
for (const word of ['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON']) words.set(word, true);
for (const word of ['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF']) words.set(word, false);
for (const word of ['~', 'null', 'Null', 'NULL']) words.set(word, null);

const decimal = /^[-+]?(?:0|[1-9]\d*)$/;
const based = /^([-+]?)(?:0[xX]([\da-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+))$/;
const float = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;

function number(source: string): number | undefined {
  if (decimal.test(source)) return Number(source);
  const plain = source.charCodeAt(0) === 46 ? source : source.replaceAll('_', '');
  if (decimal.test(plain)) return Number(plain);
  const parts = based.exec(plain);
  if (parts) {
    const [, sign, hex, binary, octal] = parts;
    const value = hex ? parseInt(hex, 16) : binary ? parseInt(binary, 2) : parseInt(octal!, 8);
    // What fits no 64 bits is tried as a decimal, and is a string where it is none.
    if (value < 2 ** 64) return sign === '-' ? -value : value;
  }
  const value = float.test(plain) ? Number(plain) : Number.POSITIVE_INFINITY;
  return Number.isFinite(value) ? value : undefined;
}

/**
 * True where YAML 1.1 (Kubernetes) and YAML 1.2 (most editors and newer tools) read a plain scalar differently, or where
 * few people expect it to be anything but a string: `yes`, `on`, `0755`, `1_000`, `1e3`, `1.10`.
 */
export function isAmbiguous(source: string): boolean {
  if (/^(?:true|false|null|True|False|Null|TRUE|FALSE|NULL|~)$/.test(source)) return false;
  return typeof resolvePlain(source) !== 'string' && !decimal.test(source);
}
