/** Reads the files of a folder and splits them into documents, and no more: what the benchmark compares a lint with. */
import { discover } from '../src/node/discover.ts';
import { readFiles } from '../src/node/read.ts';
import { split } from '../src/parse/split.ts';

const { files } = readFiles(discover(process.argv.slice(2), { gitignore: true }));
console.log(files.reduce((sum, { text }) => sum + split(text).length, 0));
