import { compactLine } from '../src/report/compact.ts';

/** Some runners colour what goes by. */
const color = '(?:\\x1b\\[[\\d;]*m)*';

function matcher(owner: string, severities: string, severity?: string): object {
  const regexp = `^${color}${compactLine.source.replace('error|warning|info', severities)}${color}$`;
  return { owner, ...(severity && { severity }), pattern: [{ regexp, file: 1, line: 2, column: 3, ...(!severity && { severity: 4 }), message: 5, code: 6 }] };
}

/**
 * Turns lines of the format compact into annotations where GitHub's runner (`::add-matcher::`) or an editor sees them.
 * Infos have a matcher of their own: GitHub calls them notices.
 */
export const problemMatcher = { problemMatcher: [matcher('headlint', 'error|warning'), matcher('headlint-info', 'info', 'notice')] };
