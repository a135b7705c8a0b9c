/** Compiles the schema of the configuration into src/config/validator.gen.js, which runs without ajv. */
import { writeFileSync } from 'node:fs';
import { configurable } from '../src/config/keys.ts';
import { ruleMetas } from '../src/lint/metas.ts';
import { validatorSchemas } from './config-schema.ts';
import { compile } from './gen-validators.ts';

writeFileSync(new URL('../src/config/validator.gen.js', import.meta.url), compile(validatorSchemas(configurable(ruleMetas())), { validate: 'config' }));
