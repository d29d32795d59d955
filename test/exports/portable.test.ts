import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { cnPolicy } from '../../src/core/policies/cn.ts';
import { releaseFiles } from '../../src/exports/release-files.ts';
import { october } from './made-release.ts';

/** What every runtime with the Web's own interfaces has; nothing of Node's. */
const { TextEncoder, TextDecoder, MessageChannel, crypto, setTimeout } = globalThis;
const ofTheWeb = { TextEncoder, TextDecoder, MessageChannel, crypto, setTimeout };

test('a runtime without anything of Node’s makes the same files, byte for byte', async () => {
  const { outputFiles } = await build({
    entryPoints: ['src/exports/release-files.ts'],
    bundle: true,
    platform: 'browser',
    conditions: ['workerd'],
    format: 'iife',
    globalName: 'exportsOfFigures',
    write: false,
  });
  const context = createContext({ ...ofTheWeb, Uint8Array, ArrayBuffer, DataView });
  runInContext(outputFiles[0]?.text ?? '', context);
  const made = runInContext('exportsOfFigures.releaseFiles', context) as typeof releaseFiles;
  const facts = { position: 'log:4711', policy: cnPolicy, demo: false };
  const here = await releaseFiles(october, 'REGULATOR', facts);
  const there = await made(october, 'REGULATOR', facts);
  expect(JSON.parse(JSON.stringify(there.manifest))).toEqual(here.manifest);
});
