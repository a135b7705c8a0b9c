#!/usr/bin/env node
import module from 'node:module';

// Before the program is loaded: Node 22.8 and later keep its compiled form.
module.enableCompileCache?.();
const { run } = await import('../dist/cli.js');
await run();
