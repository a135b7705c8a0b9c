/** What kustomize says of a build that failed. */
export interface Complaint {
  readonly problem: string;
  /** The folder of the kustomization that is to blame; undefined where it is the one that was built. */
  readonly folder: string | undefined;
  /** What in it: an entry or a field. */
  readonly text: string | undefined;
}

/** kubectl prints the error as a value of its log, quoted or as a block. */
const quoted = /err=("(?:[^"\\]|\\.)*")\s*$/;
const block = /err=<\n(.*?)\n >/s;
const plain = /^(?:Error|error): (.*)/ms;

/** What is said before is not looked at: what is quoted in an error is up to whoever wrote the kustomization. */
const longest = 64 * 1024;

/** Each kustomization on the way to the one that failed (kustomize api/internal/target/kusttarget.go). */
const ways = /(?:recursed accumulation of path|couldn't make target for path) '([^']*)': /g;

/** What is said around the reason, without saying more: kustomize tries an entry as a file, and then as a folder. */
const wrappings = [
  /^accumulat(?:ing|e) (?:resources|components|bases|crds): /,
  /^accumulation err='(?:accumulating|merging) resources from '(?<text>[^']*)': '[^']*' must resolve to a file': /,
  /^accumulation err='(?<rest>.*)': must build at directory: '[^']*': (?:file is not directory|.*no such file or directory.*)$/,
  /^(?:accumulating|merging) resources from '(?<text>[^']*)': /,
  // A map that is not read yet, as Go prints it.
  /^map\[string\]interface \{\}\(nil\): /,
  /^accumulateDirectory: "(?<rest>.*)"$/,
];

/** Reads what kustomize or kubectl printed to standard error. */
export function complaintIn(stderr: string): Complaint {
  const printed = stderr.slice(-longest);
  const string = quoted.exec(printed)?.[1];
  const said = (string && unquoted(string)) ?? block.exec(printed)?.[1] ?? plain.exec(printed)?.[1] ?? printed;
  const words = said.replace(/\s+/g, ' ').trim();
  const way = [...words.matchAll(ways)].at(-1);
  let problem = way ? words.slice(way.index + way[0].length) : words;
  let text: string | undefined;
  for (let wrapping = unwrap(problem); wrapping; wrapping = unwrap(problem)) {
    problem = wrapping.groups?.['rest'] ?? problem.slice(wrapping[0].length);
    text = wrapping.groups?.['text'] ?? text;
  }
  problem = problem.replace(/"$/, (quote) => ((problem.match(/"/g)?.length ?? 0) % 2 ? '' : quote)).replace(/\\+"/g, '"');
  const field = /unknown field "([^"]+)"|field Kustomization\.(\w+)|\[path: "([^"]+)"/.exec(problem)?.slice(1).find(Boolean);
  return { problem, folder: way?.[1], text: text ?? field };
}

function unwrap(problem: string): RegExpExecArray | undefined {
  for (const wrapping of wrappings) {
    const found = wrapping.exec(problem);
    if (found) return found;
  }
  return undefined;
}

function unquoted(text: string): string | undefined {
  try {
    return JSON.parse(text) as string;
  } catch {
    return undefined;
  }
}
