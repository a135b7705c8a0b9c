export type Environment = Readonly<Record<string, string | undefined>>;

/** What programs need to run and to leave things for a while. */
const needed = ['PATH', 'HOME', 'TMPDIR', 'TMP', 'TEMP', 'USERPROFILE', 'APPDATA', 'LOCALAPPDATA', 'PATHEXT', 'SYSTEMROOT', 'SystemRoot', 'WINDIR', 'windir'];

/**
 * The environment for a tool that builds what somebody else may have written, which has ways to print it: a report could
 * quote what else is there. `also` are names of more that it gets.
 */
export function environmentFor(also?: RegExp): Environment {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => needed.includes(name) || also?.test(name)));
}

const nowhere = 'http://127.0.0.1:9';

/** Fetches nothing: git has no protocol left, and HTTP a proxy that is not there. */
export const cutOff: Environment = { GIT_ALLOW_PROTOCOL: 'none', HTTP_PROXY: nowhere, HTTPS_PROXY: nowhere, http_proxy: nowhere, https_proxy: nowhere, NO_PROXY: '', no_proxy: '' };
