import type { PageFile } from '../web/page-assets.ts';

export const pageContentTypes: Readonly<Record<PageFile, string>> = {
  'registry.css': 'text/css; charset=utf-8',
  'registry.js': 'text/javascript; charset=utf-8',
};

/** The path of a file with what it holds in its name: what is under it never changes. */
export function hashedPath(file: PageFile, sha256Hex: string): string {
  return `/assets/${file.replace('.', `.${sha256Hex.slice(0, 12)}.`)}`;
}
