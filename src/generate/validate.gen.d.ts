/** A failure of schemas/spec.schema.json, as ajv words it. */
export type Failure = {
  /** JSON pointer of the value that fails. */
  instancePath: string;
  keyword: string;
  params: {
    additionalProperty?: string;
    missingProperty?: string;
    allowedValues?: unknown[];
    limit?: number;
    type?: string | string[];
  };
  /** The schema that the value failed, without its descriptions. */
  parentSchema: { properties?: Record<string, unknown>; type?: string | string[] };
  data: unknown;
};

declare const validate: {
  (data: unknown): boolean;
  errors: Failure[] | null;
};
export default validate;
