import type { Severity } from '../diagnostic.ts';
import { servicePath, type Reporter } from './context.ts';
import { jsonDocument } from './document.ts';
import { fingerprints } from './identity.ts';

const severities: Readonly<Record<Severity, string>> = { error: 'major', warning: 'minor', info: 'info' };

/** GitLab's Code Quality report (https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format), which is Code Climate's. */
export const gitlab: Reporter = ({ results }, context) => {
  const prints = fingerprints(results);
  const issues = results.map(({ rule, severity, message, help, file, line, endLine }, i) => ({
    type: 'issue',
    check_name: rule,
    // GitLab shows no more than this.
    description: `${rule}: ${message} ${help}`,
    categories: ['Bug Risk'],
    severity: severities[severity],
    fingerprint: prints[i],
    location: { path: servicePath(file, context), lines: { begin: line, end: endLine } },
  }));
  return jsonDocument(issues);
};
