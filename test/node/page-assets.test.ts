import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { pageAssets } from '../../src/node/page-assets.ts';

function built(style: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'dnd-pages-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'registry.css'), style);
  writeFileSync(join(folder, 'registry.js'), 'script()');
  return folder;
}

test('a file goes out packed to whoever takes it so, and is the same file', () => {
  const assets = pageAssets(built('style {}'));
  const path = assets.path('registry.css');
  expect(path).toMatch(/^\/assets\/registry\.[0-9a-f]{12}\.css$/);
  expect(new TextDecoder().decode(assets.at(path, false)?.body)).toBe('style {}');
  const packed = assets.at(path, true);
  expect(packed?.encoding).toBe('gzip');
  expect(gunzipSync(packed?.body as Uint8Array).toString()).toBe('style {}');
});

test('another content has another path, and no other path is a file', () => {
  const before = pageAssets(built('style {}'));
  const after = pageAssets(built('style { }'));
  expect(after.path('registry.css')).not.toBe(before.path('registry.css'));
  expect(after.path('registry.js')).toBe(before.path('registry.js'));
  expect(after.at(before.path('registry.css'), false)).toBeUndefined();
  expect(after.at('/assets/../registry.css', false)).toBeUndefined();
});
