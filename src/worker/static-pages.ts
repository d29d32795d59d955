import { type PageAssets, type PageFile, pageFiles } from '../web/page-assets.ts';

/** Written by the build beside the files: where each of the pages' lies. */
const listPath = '/pages.json';

/**
 * The paths of the pages' style and script. The platform hands the files themselves out, by what `_headers` says of
 * them, without asking the worker: who asks the pages for one asks for one that is gone.
 */
export async function staticPages(files: Fetcher): Promise<PageAssets> {
  const response = await files.fetch(new URL(listPath, 'https://static.invalid'));
  if (!response.ok) throw new Error(`the list of the pages' files is not there (${response.status})`);
  const paths = (await response.json()) as Readonly<Record<PageFile, string>>;
  if (!pageFiles.every((file) => typeof paths[file] === 'string'))
    throw new Error("the list of the pages' files is not whole");
  return { path: (file) => paths[file], at: () => undefined };
}
