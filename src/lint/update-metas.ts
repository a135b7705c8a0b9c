import { defineReading, type RuleMeta } from '../rule.ts';

/** Findings about two states of the input, which `headlint diff` makes. */
export const immutableField = defineReading({
  id: 'immutable-field',
  severity: 'error',
  summary: 'an update changes a field that may not change once the object exists',
});

export const nameGone = defineReading({
  id: 'name-gone',
  severity: 'warning',
  summary: 'a name that the cluster served will not resolve after an update',
});

export const nameMoved = defineReading({
  id: 'name-moved',
  severity: 'warning',
  summary: 'a name will lead elsewhere after an update',
});

export const updateMetas: readonly RuleMeta[] = [immutableField, nameGone, nameMoved];
