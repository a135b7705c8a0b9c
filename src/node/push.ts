import { commitIfKnown, isAncestor, mergeBase, mergeBaseIfAny, unpushed } from './git.ts';

/** What is pushed, and where it begins to be new: undefined where all of it is. */
export interface Push {
  readonly head: string;
  readonly base: string | undefined;
}

/** What a hook knows of a push: of one branch the commits that it is to have, and has. */
interface Pushed {
  readonly head: string;
  readonly from: string | undefined;
  /** Undefined where nobody says which. */
  readonly remote: string | undefined;
}

/**
 * What is pushed, in a hook for git's `pre-push`: as pre-commit says in variables
 * (https://pre-commit.com/#supported-git-hooks), or git on standard input (https://git-scm.com/docs/githooks#_pre_push).
 * Undefined where neither says a word; empty where branches are deleted and nothing else.
 */
export function readPushes(folder: string, env: NodeJS.ProcessEnv, input: () => string): readonly Push[] | undefined {
  const { PRE_COMMIT_FROM_REF: from, PRE_COMMIT_TO_REF: head, PRE_COMMIT_REMOTE_NAME: remote } = env;
  if (head) return [beginning(folder, { head, from, remote })];
  const lines = input().split('\n').filter(Boolean);
  if (!lines.length || env['PRE_COMMIT']) return undefined;
  return lines.flatMap((line) => {
    const [, id, , has] = line.split(' ');
    if (!isCommit(id)) return [];
    return [beginning(folder, { head: id, from: isCommit(has) ? commitIfKnown(folder, has) : undefined, remote: undefined })];
  });
}

/** Of what is not there yet, or is to go, git says zeros. */
function isCommit(id: string | undefined): id is string {
  return id !== undefined && /^[0-9a-f]{40,}$/.test(id) && !/^0+$/.test(id);
}

/**
 * A push is compared with what the remote has of the branch; with where it left the remote's default branch, if that is
 * nearer, or if the branch is another one now: what a merge or a rebase brings along is there already.
 */
function beginning(folder: string, { head, from, remote }: Pushed): Push {
  const had = from === undefined ? parentOfFirst(folder, head) : isAncestor(folder, from, head) ? from : undefined;
  const main = mergeBaseIfAny(folder, `refs/remotes/${remote ?? 'origin'}/HEAD`, head);
  if (main !== undefined) return { head, base: had !== undefined && isAncestor(folder, main, had) ? had : main };
  return { head, base: had ?? (from === undefined ? undefined : mergeBase(folder, from, head)) };
}

/** Of a branch that no remote has: where its first new commit starts from. */
function parentOfFirst(folder: string, head: string): string | undefined {
  const [first] = unpushed(folder, head);
  return first === undefined ? head : commitIfKnown(folder, `${first}^`);
}
