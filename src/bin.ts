#!/usr/bin/env node
import module from 'node:module';

// Node 22 and later keep compiled code between starts; 20 has no such function.
(module as { enableCompileCache?: () => unknown }).enableCompileCache?.();

// Imported after that, so that it is cached too.
const { main } = await import('./cli/main.ts');
await main();
