import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { referenceFiles } from '../api/public/reference.ts';
import { hashedPath } from '../runtime/page-paths.ts';
import { pageFiles } from '../web/page-assets.ts';

const builtPages = 'dist/pages';
const builtReference = 'dist/reference';

/** What the platform says with the files that it hands out itself: as `assetAnswer` and `referenceRoutes` do on Node. */
const headers = `/assets/*
  Cache-Control: public, max-age=31536000, immutable
  X-Content-Type-Options: nosniff
/reference/*
  Cache-Control: public, max-age=86400
  X-Content-Type-Options: nosniff
  Referrer-Policy: no-referrer
`;

/** Lays the built files out as the platform shall hand them out, with the list that the worker reads. */
export function layOutStaticFiles(target: string): void {
  rmSync(target, { recursive: true, force: true });
  const place = (from: string, path: string) => {
    const to = join(target, path);
    mkdirSync(dirname(to), { recursive: true });
    cpSync(from, to);
  };
  const paths = pageFiles.map((file) => {
    const from = join(builtPages, file);
    const path = hashedPath(file, createHash('sha256').update(readFileSync(from)).digest('hex'));
    place(from, path);
    return [file, path] as const;
  });
  for (const name of referenceFiles) place(join(builtReference, name), join('reference', name));
  writeFileSync(join(target, 'pages.json'), JSON.stringify(Object.fromEntries(paths)));
  writeFileSync(join(target, '_headers'), headers);
}
