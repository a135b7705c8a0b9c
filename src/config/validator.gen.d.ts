/** A way in which a value fails the schema of the configuration. */
export interface Failure {
  /** JSON pointer to the value that fails; an unknown or missing key is named in `params`. */
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: { readonly additionalProperty?: string; readonly missingProperty?: string; readonly allowedValues?: readonly string[]; readonly limit?: number };
}

export interface Validate {
  (value: unknown): boolean;
  /** Of the last call; null where nothing failed. */
  errors: Failure[] | null;
}

export const validate: Validate;
