import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Asset, type Assets, referenceFiles } from '../api/public/reference.ts';

const contentTypes: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
};

/** Where the build puts the files of swagger-ui-dist: beside the compiled code. */
const builtFolder = fileURLToPath(new URL('../reference/', import.meta.url));

/**
 * The files of the reference page, each read at its first use and then kept (2 MB in all). A build without them
 * has no page, and nothing else is missing.
 */
export function referenceAssets(folder: string = builtFolder): Assets {
  const known = new Map<string, Asset>();
  return (name) => {
    if (!(referenceFiles as readonly string[]).includes(name)) return undefined;
    const asset = known.get(name) ?? readAsset(`${folder}/${name}`);
    if (asset !== undefined) known.set(name, asset);
    return asset;
  };
}

function readAsset(path: string): Asset | undefined {
  try {
    return { body: new Uint8Array(readFileSync(path)), contentType: contentTypes[path.split('.').pop() ?? ''] ?? '' };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
