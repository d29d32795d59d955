/** The files that pages are built with: see `build:web`. */
export const pageFiles = ['registry.css', 'registry.js'] as const;
export type PageFile = (typeof pageFiles)[number];

/** A file as it goes out. */
export interface PageAsset {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly contentType: string;
  /** `content-encoding`; absent: as it is. */
  readonly encoding?: 'gzip';
}

/** However the runtime comes by the files. */
export interface PageAssets {
  /** Path that names the file and its content: what is under it never changes. */
  path(file: PageFile): string;
  /** Undefined where no file has that path. */
  at(path: string, takesGzip: boolean): PageAsset | undefined;
}
