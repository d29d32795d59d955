import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { hashedPath, pageContentTypes } from '../runtime/page-paths.ts';
import { type PageAsset, type PageAssets, type PageFile, pageFiles } from '../web/page-assets.ts';

/** Where the build puts the style and the script of the pages: beside the compiled code. */
const builtFolder = fileURLToPath(new URL('../pages/', import.meta.url));

/** The files of the pages: read and packed at their first use, 130 kB. Throws then where the build has not made them. */
export function pageAssets(folder: string = builtFolder): PageAssets {
  let loaded: LoadedFiles | undefined;
  const files = () => {
    loaded ??= loadFiles(folder);
    return loaded;
  };
  return {
    path: (file) => files().paths.get(file) ?? '',
    at: (path, takesGzip) => (takesGzip ? files().packed : files().plain).get(path),
  };
}

interface LoadedFiles {
  readonly paths: ReadonlyMap<PageFile, string>;
  readonly plain: ReadonlyMap<string, PageAsset>;
  readonly packed: ReadonlyMap<string, PageAsset>;
}

function loadFiles(folder: string): LoadedFiles {
  const read = pageFiles.map((file) => {
    const body = new Uint8Array(readFileSync(`${folder}/${file}`));
    const path = hashedPath(file, createHash('sha256').update(body).digest('hex'));
    const plain: PageAsset = { body, contentType: pageContentTypes[file] };
    const packed: PageAsset = { ...plain, body: new Uint8Array(gzipSync(body, { level: 9 })), encoding: 'gzip' };
    return { file, path, plain, packed };
  });
  return {
    paths: new Map(read.map(({ file, path }) => [file, path])),
    plain: new Map(read.map(({ path, plain }) => [path, plain])),
    packed: new Map(read.map(({ path, packed }) => [path, packed])),
  };
}
