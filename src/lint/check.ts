import type { Severity } from '../diagnostic.ts';
import type { Model } from '../model/model.ts';
import type { Place } from '../model/resource.ts';
import type { Problem, Rule, RuleMeta } from '../rule.ts';
import { rules } from '../rules/index.ts';
import type { Known } from './build-model.ts';
import { mayChange } from './fixes.ts';
import type { Focus } from './focus.ts';
import type { OnStep, Phase } from './options.ts';
import type { Settings } from './settings.ts';
import { subjects } from './subjects.ts';

/** What a rule says, and which. */
export interface Finding extends Problem {
  readonly rule: RuleMeta;
}

/** Runs every rule over its subjects. Keeps what has an end in a file that is reported on. */
export function check({ model, origins }: Known, settings: Settings, focus: Focus, onStep: OnStep<Phase> | undefined): Finding[] {
  const findings: Finding[] = [];
  const { minor } = model.options.kubernetes;
  // What a patch may change is not known, here and in what this is compared with, unless it is the patch itself that is wrong.
  const isWanted = ({ at: { resource } }: { at: Place }) => focus.mayReport(resource.document.source);
  const isPatched = ({ at: { resource } }: { at: Place }) => !model.fragments.has(resource) && model.isPatched(resource);
  for (const [i, rule] of rules.entries()) {
    const setting = settings.of(rule);
    if (setting.isOff) continue;
    const report = (problem: Problem) => {
      if (!isWanted(problem) && !problem.related?.some(isWanted)) return;
      if (isPatched(problem) || problem.related?.some(isPatched)) return;
      if (problem.absence && model.lacks(problem.absence, problem.at.resource)) return;
      const { resource } = problem.at;
      const origin = origins.get(resource.document.source.shown);
      // What is set for a file counts where the cause is found to be.
      const level = origin?.build === undefined ? setting.levelAt(resource) : undefined;
      if (level === 'off') return;
      const fix = problem.fix && !origin && mayChange(problem.fix, resource, model) ? problem.fix : undefined;
      findings.push({ ...problem, rule, severity: severityOf(rule, problem, level, model), fix });
    };
    for (const subject of subjects(model, rule.subject)) rule.check(subject as never, { model, minor, report, options: setting.optionsAt('resource' in subject ? subject.resource : subject) });
    onStep?.('rules', i + 1, rules.length, rule.id);
  }
  return findings;
}

/** Absence is only as certain as the input is complete, whatever somebody set. */
function severityOf(rule: Rule, problem: Problem, level: Severity | undefined, model: Model): Severity {
  const severity = level ?? problem.severity ?? rule.severity;
  return problem.absence && severity !== 'info' && model.incomplete(problem.at.resource) ? 'info' : severity;
}
