import type { RuleMeta } from '../rule.ts';
import { rules } from '../rules/index.ts';
import { failedBuild } from './builds.ts';
import { order } from './order.ts';
import { readingMetas } from './readings.ts';
import { updateMetas } from './update-metas.ts';

/** All rules by name, those of the reader and of `headlint diff` among them. */
export function ruleMetas(): RuleMeta[] {
  return [...readingMetas, failedBuild, ...updateMetas, ...rules].sort((a, b) => order(a.id, b.id));
}
