/** How sure and how bad: an error is rejected by the API server or certainly dead, a warning is probably a bug, an info is advice. */
export type Severity = 'error' | 'warning' | 'info';

/** What a rule may be set to: to say nothing, or to say all that it finds with this severity. */
export type Level = 'off' | Severity;

/** Steps from the root of an object to a field: map keys and list indexes. */
export type FieldPath = readonly (string | number)[];

/** The object a finding is about. `namespace` is what the document says, or absent. */
export interface ObjectRef {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/**
 * A stretch of text. Lines and columns are 1-based and columns count UTF-16 code units; the end is exclusive.
 * `start` and `end` are the same stretch as UTF-16 offsets into the file's text.
 */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly start: number;
  readonly end: number;
  /** Absent where the text belongs to no object (a syntax error). */
  readonly object?: ObjectRef;
  /** API field path such as `spec.ports[0].targetPort`, relative to `object`. */
  readonly path?: string;
}

/** The other end of a disagreement. */
export interface RelatedLocation extends Location {
  readonly message: string;
}

/** Text to put in the place of a stretch of a file; offsets are UTF-16, the end exclusive. An empty stretch is an insertion. */
export interface Edit {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A change that mends what a finding is about. `safe` where it does what the author beyond doubt meant. */
export interface Fix {
  /** What it does, as a command: `Set serviceName to "kafka-headless"`. */
  readonly title: string;
  readonly safety: 'safe' | 'unsafe';
  /** Edits that do not overlap; all of them or none. */
  readonly edits: readonly Edit[];
}

/** One finding: one cause, one place. */
export interface Diagnostic extends Location {
  readonly rule: string;
  readonly severity: Severity;
  /** What is wrong here and what will happen in the cluster. */
  readonly message: string;
  /** What to do. */
  readonly help: string;
  /** The page of the rule. */
  readonly url: string;
  readonly related: readonly RelatedLocation[];
  readonly fix?: Fix;
  /** What was built that has it, where it is in the output of a tool: overlays, charts. */
  readonly builds?: readonly string[];
}

/** A finding that somebody decided to live with. */
export interface Suppressed {
  readonly diagnostic: Diagnostic;
  /** `inSource` by a comment or an annotation, `external` by the configuration or a baseline; as SARIF calls them. */
  readonly kind: 'inSource' | 'external';
  /** The reason that was given. */
  readonly why?: string;
}

/** A document that was not linted, and why. */
export interface Skipped {
  readonly file: string;
  readonly line: number;
  readonly reason: string;
}

/** What was read, and how much was found. */
export interface Summary {
  readonly files: number;
  /** YAML or JSON documents that look like Kubernetes manifests. */
  readonly documents: number;
  /** Kubernetes objects in them, items of lists counted one by one. */
  readonly objects: number;
  /** Of these, what has a controller install others from elsewhere: HelmReleases, Argo CD's Applications. Absent where there are none. */
  readonly installers?: number;
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
  readonly skipped: readonly Skipped[];
}

/** What a lint came to. Findings are sorted by file and place. */
export interface LintResult {
  /** Sorted by file, position, rule. */
  readonly results: readonly Diagnostic[];
  /** In the same order. */
  readonly suppressed: readonly Suppressed[];
  /** What of the options came to nothing in these files. */
  readonly unused?: Unused;
  /** Kinds that live objects refer to, and that the input has nothing of: what they name was not looked for. */
  readonly lacking?: readonly string[];
  readonly summary: Summary;
}

/** What was set and came to nothing. */
export interface Unused {
  /** Indexes of overrides that apply to no object. */
  readonly overrides: readonly number[];
  /** Known Services that nothing refers to, or that are among the files. */
  readonly knownServices: readonly string[];
  /** What a baseline has of findings that are gone. */
  readonly suppressions?: Counts;
}

/** How many findings there are: by rule, by object, and by field. */
export type Counts = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, number>>>>>>;

const plainKey = /^[A-Za-z_$][\w$-]*$/;

/** Writes a path as the API server does: `spec.ports[1].name`, `data["zoo.cfg"]`. */
export function formatPath(path: FieldPath): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (plainKey.test(step)) text += text ? `.${step}` : step;
    else text += `[${JSON.stringify(step)}]`;
  }
  return text;
}
