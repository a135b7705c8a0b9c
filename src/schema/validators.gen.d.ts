/** What `tools/gen-validators.ts` puts into `validators.gen.js`. */
export type Failure = {
  instancePath: string;
  keyword: string;
  params: {
    additionalProperty?: string;
    allowedValue?: string;
    allowedValues?: readonly (string | null)[];
    limit?: number;
    missingProperty?: string;
    since?: number;
  };
};

export type Validate = {
  (this: {minor: number}, data: unknown): boolean;
  errors: Failure[] | null;
};

/** By `apiVersion/kind`. */
export const validators: ReadonlyMap<string, Validate>;

/** One line per definition: its name, then `field:type` for each field. */
export const shapes: string;
