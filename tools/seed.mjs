// Where CI is set, properties see the same cases each time, so that a change is judged by what it changes; everywhere
// else they see new ones. `SEED=7` asks for others.
import fc from 'fast-check';

const { CI, SEED } = process.env;
if (SEED) fc.configureGlobal({ seed: Number(SEED) });
else if (CI) fc.configureGlobal({ seed: 1 });
